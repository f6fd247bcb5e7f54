import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** What the words before the cursor say. */
export interface TypedWords {
  command: CommandUnknownOpts;
  /** Words that are neither commands nor options nor their values. */
  operands: readonly string[];
  /** The option whose value comes next. */
  expecting: Option | undefined;
  /** Options given so far, by their long name, with their last value. */
  given: ReadonlyMap<string, string>;
  /** Whether `--` was typed: what follows is no option. */
  isAfterDashes: boolean;
}

/** The options that a command takes: its own, those of the commands above, and the global ones. */
export function optionsOf(command: CommandUnknownOpts): Option[] {
  const own = command.options.filter(({ hidden }) => !hidden);
  return command.parent === null ? own : [...own, ...optionsOf(command.parent)];
}

/** The option that a word names, with or without a value behind an equals sign. */
export function findOption(word: string, command: CommandUnknownOpts): Option | undefined {
  const [name = ''] = word.split('=');
  return optionsOf(command).find(({ long, short }) => long === name || short === name);
}

/**
 * Reads the words before the cursor as commander would, without judging them.
 * @param load declares the options and arguments of a command
 */
export async function readWords(
  words: readonly string[],
  program: CommandUnknownOpts,
  load: (command: CommandUnknownOpts) => Promise<void>,
): Promise<TypedWords> {
  let command = program;
  let expecting: Option | undefined;
  let isAfterDashes = false;
  const operands: string[] = [];
  const given = new Map<string, string>();
  for (const word of words) {
    const child = operands.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
    if (expecting !== undefined) {
      given.set(expecting.long ?? '', word);
      expecting = undefined;
    } else if (isAfterDashes) operands.push(word);
    else if (word === '--') isAfterDashes = true;
    else if (/^-./.test(word)) {
      const option = findOption(word, command);
      const at = word.indexOf('=');
      given.set(option?.long ?? word, at < 0 ? '' : word.slice(at + 1));
      if (option?.required && at < 0) expecting = option;
    } else if (child === undefined) operands.push(word);
    else {
      command = child;
      await load(command);
    }
  }
  return { command, operands, expecting, given, isAfterDashes };
}
