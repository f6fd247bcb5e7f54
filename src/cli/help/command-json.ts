import type { Argument, CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { SETTING_NAMES, type SettingName } from '../../config/settings-table.js';
import type { Language, Wording } from '../../shared/text.js';
import { inLanguage } from '../../shared/text.js';
import { EXIT_MEANINGS, type ExitCode } from '../../texts/exit-codes.js';
import { isRepeatable } from '../options/parsers.js';
import { pathOf, type Tree } from '../tree.js';
import type { Effect, HelpFacts, JsonSchema, Section } from './facts.js';
import { defaultOf, settingOfOption } from './layout.js';
import type { Topic } from './topic.js';
import { TOPICS } from './topics.js';
import { valueTypeOf } from './value-types.js';

interface ArgumentHelp {
  name: string;
  description: string;
  type: string;
  required: boolean;
  repeatable: boolean;
  choices?: readonly string[] | undefined;
}

interface OptionHelp {
  /** `--config`. */
  name: string;
  /** `-c`. */
  short?: string | undefined;
  /** `<file>`; absent for a switch. */
  value?: string | undefined;
  type: string;
  description: string;
  required: boolean;
  repeatable: boolean;
  choices?: readonly string[] | undefined;
  default?: string | number | undefined;
  /** The variable that sets it, too. */
  environment?: string | undefined;
  /** The key of the configuration that sets it, too. */
  configuration?: string | undefined;
}

/** A command and all below it, as data. Absent is what does not apply. */
export interface CommandHelp {
  name: string;
  /** The words to type. */
  command: string;
  summary: string;
  about?: string | undefined;
  effect?: Effect | undefined;
  arguments: ArgumentHelp[];
  options: OptionHelp[];
  examples: { command: string; comment: string }[];
  exit_codes: { code: number; meaning: string }[];
  input?: JsonSchema | undefined;
  output?: JsonSchema | undefined;
  commands: CommandHelp[];
}

const describeArgument = (argument: Argument, { values = {} }: Partial<HelpFacts>): ArgumentHelp => ({
  name: argument.name(),
  description: argument.description,
  type: valueTypeOf(argument.name()),
  required: argument.required,
  repeatable: argument.variadic,
  choices: argument.argChoices ?? values[argument.name()],
});

const describeOption = (option: Option, settings: readonly SettingName[]): OptionHelp => {
  const value = /[<[].*$/.exec(option.flags)?.[0];
  const type = value === undefined ? 'boolean' : valueTypeOf(value.slice(1, -1));
  const setting = settingOfOption(option, settings);
  const standard = defaultOf(option);
  const isNumber = type === 'number' && standard !== undefined && Number.isFinite(Number(standard));
  return {
    name: option.long ?? option.flags,
    short: option.short,
    value,
    type,
    description: option.description,
    required: option.mandatory,
    repeatable: isRepeatable(option.parseArg),
    choices: option.argChoices,
    default: isNumber ? Number(standard) : standard,
    environment: setting?.env,
    configuration: setting?.key,
  };
};

/** Codes that every command can end with. */
const ALWAYS: readonly ExitCode[] = [0, 1, 2];

const describeExitCodes = ({ exitCodes = [], exitMeanings = {} }: HelpFacts, language: Language) =>
  EXIT_MEANINGS.filter(({ code }) => ALWAYS.includes(code) || exitCodes.includes(code)).map(({ code, meaning }) => ({
    code,
    meaning: (exitMeanings[code] ?? meaning)[language],
  }));

/** A command or group and all below it; loads the modules of all of them. */
export async function describeCommand(
  command: CommandUnknownOpts,
  tree: Tree,
  language: Language,
): Promise<CommandHelp> {
  const facts = (await tree.loaders.get(command)?.())?.help;
  const settings = command === tree.program ? SETTING_NAMES : (facts?.settings ?? []);
  const children = command.commands.map((child) => describeCommand(child, tree, language));
  return {
    name: command.name(),
    command: ['wxpay', ...pathOf(command)].join(' '),
    summary: command.description(),
    about: facts?.about?.[language],
    effect: facts?.effect,
    arguments: command.registeredArguments
      .filter(({ description }) => description !== '')
      .map((argument) => describeArgument(argument, facts ?? {})),
    options: command.options.filter(({ hidden }) => !hidden).map((option) => describeOption(option, settings)),
    examples: (facts?.examples ?? []).map((example) => ({
      command: example.command,
      comment: example.comment[language],
    })),
    exit_codes: facts === undefined ? [] : describeExitCodes(facts, language),
    input: await facts?.input?.(language),
    output: await facts?.output?.(language),
    commands: await Promise.all(children),
  };
}

/** Every topic, by its name. */
export function describeTopics(language: Language): { name: string; summary: string }[] {
  return Object.entries(TOPICS).map(([name, { summary }]) => ({ name, summary: summary[language] }));
}

/** The page of a topic as data. */
export function describeTopic(name: string, { summary }: Topic, sections: readonly Section[], language: Language) {
  const say = (wording: Wording | undefined) => wording && inLanguage(wording, language);
  return {
    name,
    summary: summary[language],
    sections: sections.map(({ title, text, items, examples }) => ({
      title: say(title),
      text: say(text),
      items: items?.map(({ term, meaning }) => ({ term, meaning: say(meaning) })),
      examples: examples?.map(({ command, comment }) => ({ command, comment: say(comment) })),
    })),
  };
}
