import { part } from '../../config/part.js';
import type { CommandNodes } from '../command-module.js';
import type { Context } from '../context.js';
import { configInput } from '../open-settings.js';
import { createTree } from '../tree.js';
import { type Completions, complete } from './complete.js';

/** The names in the configuration file, whatever else is in it; none where there is no file, or none that counts. */
const readProfiles = async (configFile: string | undefined, context: Context): Promise<string[]> => {
  const { findConfigFile } = await import('../../config/settings.js');
  const input = configInput(context);
  const { found } = await findConfigFile({ ...input, configFile: configFile ?? input.configFile });
  const profiles = part(found?.document, 'profiles');
  return typeof profiles === 'object' && profiles !== null ? Object.keys(profiles) : [];
};

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ');

const formatted = ({ paths, candidates }: Completions, current: string): string => {
  const fitting = candidates.filter(({ value }) => value.startsWith(current));
  const lines = fitting.map(({ value, description }) => `${onOneLine(value)}\t${onOneLine(description)}\n`);
  return `${paths}\n${lines.join('')}`;
};

/**
 * Prints what may stand at the cursor, for the scripts of `wxpay completion`: a line that says whether names of `files`,
 * of `folders` or `none` are to be added, then a line for each word, with its description behind a tab.
 * @param words those between `wxpay` and the cursor; the last is what has been typed of the word at the cursor, behind
 * an equals sign: some shells leave out an argument that is empty
 */
export async function printCompletions(words: readonly string[], nodes: CommandNodes, context: Context): Promise<void> {
  const { language, io } = context;
  const current = (words.at(-1) ?? '=').slice(1);
  const completions = await complete(words.slice(0, -1), current, {
    tree: createTree(nodes, language),
    language,
    // A file that is wrong is told of when it is used, not in the middle of a line that is being typed.
    profiles: (configFile) => readProfiles(configFile, context).catch(() => []),
  });
  io.data(formatted(completions, current));
}
