import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Language } from '../../shared/text.js';
import { sayHelp } from '../../texts/help.js';
import type { HelpFacts } from '../help/facts.js';
import { TOPICS } from '../help/topics.js';
import { valueTypeOf } from '../help/value-types.js';
import { isRepeatable } from '../options/parsers.js';
import type { Tree } from '../tree.js';
import { findOption, optionsOf, readWords, type TypedWords } from './typed-words.js';

/** A word that may stand at the cursor. */
interface Candidate {
  value: string;
  description: string;
}

/** What may stand at the cursor. */
export interface Completions {
  /** Whether the shell adds names of files, of folders, or none. */
  paths: 'files' | 'folders' | 'none';
  candidates: readonly Candidate[];
}

/** What completion has to know of its surroundings. */
export interface CompletionSetup {
  tree: Tree;
  language: Language;
  /** The profiles of the configuration file: the one that is named, else the one that is found. */
  profiles: (configFile: string | undefined) => Promise<readonly string[]>;
}

const NOTHING: Completions = { paths: 'none', candidates: [] };

const ofNames = (names: readonly string[]): Completions => ({
  paths: 'none',
  candidates: names.map((value) => ({ value, description: '' })),
});

const ofType = (type: string, current: string): Completions => {
  if (type === 'file' || type === 'command') return { paths: 'files', candidates: [] };
  if (type === 'directory') return { paths: 'folders', candidates: [] };
  if (type !== 'data') return NOTHING;
  return current.startsWith('@') ? { paths: 'files', candidates: [] } : ofNames(['@', '-']);
};

const fieldsOf = async (facts: HelpFacts | undefined, language: Language): Promise<string[]> => {
  const properties = (await facts?.output?.(language))?.['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
};

type Place = TypedWords & { facts: HelpFacts | undefined };

const valuesOf = async (
  option: Option,
  current: string,
  { facts, given }: Place,
  { language, profiles }: CompletionSetup,
): Promise<Completions> => {
  const known = option.argChoices ?? facts?.values?.[option.long ?? ''];
  if (known !== undefined) return ofNames(known);
  if (option.long === '--profile') return ofNames(await profiles(given.get('--config')));
  if (option.long === '--field') return ofNames(await fieldsOf(facts, language));
  const word = /[<[](.*)[>\]]$/.exec(option.flags)?.[1];
  return word === undefined ? NOTHING : ofType(valueTypeOf(word), current);
};

const optionNames = ({ command, given }: Place, language: Language): Completions => ({
  paths: 'none',
  candidates: [
    ...optionsOf(command).flatMap(({ long, description, parseArg }) =>
      long === undefined || (given.has(long) && !isRepeatable(parseArg)) ? [] : [{ value: long, description }],
    ),
    { value: '--help', description: sayHelp('optionHelp')[language] },
  ],
});

const commandNames = ({ commands }: CommandUnknownOpts): Candidate[] =>
  commands.map((child) => ({ value: child.name(), description: child.description() }));

/** Of `wxpay help`: the commands below the words typed so far, and topics. */
const helpNames = (words: readonly string[], program: CommandUnknownOpts, language: Language): Completions => {
  let command: CommandUnknownOpts | undefined = program;
  for (const word of words) command = command?.commands.find((child) => child.name() === word);
  const topics = words.length > 0 ? [] : Object.entries(TOPICS);
  const ofTopics = topics.map(([value, { summary }]) => ({ value, description: summary[language] }));
  return { paths: 'none', candidates: [...(command === undefined ? [] : commandNames(command)), ...ofTopics] };
};

const words = (current: string, place: Place, { tree, language }: CompletionSetup): Completions => {
  const { command, operands, facts, isAfterDashes } = place;
  if (command.parent === tree.program && command.name() === 'help') return helpNames(operands, tree.program, language);
  const declared = command.registeredArguments;
  const argument = declared[operands.length] ?? declared.find(({ variadic }) => variadic);
  const children = operands.length === 0 && !isAfterDashes ? commandNames(command) : [];
  if (argument === undefined || argument.description === '') return { paths: 'none', candidates: children };
  const known = argument.argChoices ?? facts?.values?.[argument.name()];
  const { paths, candidates } = known ? ofNames(known) : ofType(valueTypeOf(argument.name()), current);
  return { paths, candidates: [...children, ...candidates] };
};

/**
 * What may stand at the cursor.
 * @param before the words between `wxpay` and the cursor
 * @param current what of the word at the cursor has been typed; maybe nothing
 */
export async function complete(
  before: readonly string[],
  current: string,
  setup: CompletionSetup,
): Promise<Completions> {
  const { tree } = setup;
  let facts: HelpFacts | undefined;
  const typed = await readWords(before, tree.program, async (command) => {
    facts = (await tree.loaders.get(command)?.())?.help;
  });
  const place: Place = { ...typed, facts };
  if (typed.expecting !== undefined) return valuesOf(typed.expecting, current, place, setup);
  if (!current.startsWith('-') || typed.isAfterDashes) return words(current, place, setup);
  const at = current.indexOf('=');
  if (at < 0) return optionNames(place, setup.language);
  const option = findOption(current, typed.command);
  if (option === undefined) return NOTHING;
  const { paths, candidates } = await valuesOf(option, current.slice(at + 1), place, setup);
  const start = current.slice(0, at + 1);
  return { paths, candidates: candidates.map(({ value, description }) => ({ value: start + value, description })) };
}
