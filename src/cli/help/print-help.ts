import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { SETTING_NAMES } from '../../config/settings-table.js';
import { UsageError } from '../../errors.js';
import { suggestName } from '../../shared/suggest.js';
import { sayHelp } from '../../texts/help.js';
import type { CommandNodes } from '../command-module.js';
import { type Context, stdoutLook } from '../context.js';
import { createTree, type Tree } from '../tree.js';
import { commandPage } from './command-page.js';
import type { HelpFacts } from './facts.js';
import { createLayout, USUAL_WIDTH } from './layout.js';
import { type Page, renderPage, type Style } from './page.js';
import type { Topic } from './topic.js';
import { TOPICS } from './topics.js';

/** A command whose arguments and options are known. */
interface Configured {
  command: CommandUnknownOpts;
  /** A group has none. */
  facts: HelpFacts | undefined;
}

const configure = async (command: CommandUnknownOpts, { loaders }: Tree): Promise<Configured> => ({
  command,
  facts: (await loaders.get(command)?.())?.help,
});

const unknown = (word: string, known: readonly string[]): UsageError =>
  new UsageError(sayHelp('unknownTopic', JSON.stringify(word), suggestName(word, known)), {
    code: 'USAGE',
    hint: sayHelp('knownTopics'),
  });

/** The command or the topic that words name. */
const find = (words: readonly string[], { program }: Tree): CommandUnknownOpts | Topic => {
  let command: CommandUnknownOpts = program;
  for (const [at, word] of words.entries()) {
    const names = command.commands.map((child) => child.name());
    const next = command.commands.find((child) => child.name() === word);
    if (next !== undefined) command = next;
    else {
      const topics = at === 0 ? Object.keys(TOPICS) : [];
      const topic = topics.includes(word) && words.length === 1 ? TOPICS[word] : undefined;
      if (topic !== undefined) return topic;
      throw unknown(word, [...names, ...topics]);
    }
  }
  return command;
};

const topicPage = async ({ summary, load }: Topic, tree: Tree, style: Style): Promise<Page> => {
  const { topic } = await load();
  const text = summary[style.language];
  return { text: style.language === 'zh' ? `${text}。` : `${text}.`, sections: topic(tree, style), footer: [] };
};

/**
 * Prints the page of a command, a group or a topic, in the language and the width of the run.
 * @param words those that are typed after `wxpay`
 * @throws {UsageError} `USAGE` for a name that does not exist, with the nearest one
 */
export async function printHelp(words: readonly string[], nodes: CommandNodes, context: Context): Promise<void> {
  const { language, io } = context;
  const tree = createTree(nodes, language);
  const found = find(words, tree);
  const { colors, width = USUAL_WIDTH } = await stdoutLook(context);
  const named = 'load' in found ? { topic: found } : await configure(found, tree);
  const settings = 'topic' in named ? SETTING_NAMES : named.facts?.settings;
  const layout = await createLayout({ language, width, bold: colors.bold, settings });
  const style: Style = { layout, language, colors };
  const page =
    'topic' in named ? await topicPage(named.topic, tree, style) : commandPage(named.command, named.facts, style);
  io.data(renderPage(page, style));
}
