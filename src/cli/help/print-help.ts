import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { SETTING_NAMES } from '../../config/settings-table.js';
import { UsageError } from '../../errors.js';
import { toPrintableJson } from '../../shared/printable.js';
import { suggestName } from '../../shared/suggest.js';
import { VERSION } from '../../shared/version.js';
import { sayHelp } from '../../texts/help.js';
import type { CommandNodes } from '../command-module.js';
import { type Context, stdoutLook } from '../context.js';
import { PLAIN } from '../output/colors.js';
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

const printJson = async (
  words: readonly string[],
  found: CommandUnknownOpts | Topic,
  tree: Tree,
  context: Context,
): Promise<void> => {
  const { language, io, options } = context;
  const { describeCommand, describeTopic, describeTopics } = await import('./command-json.js');
  const describe = async () => {
    if ('load' in found) {
      const { topic } = await found.load();
      const layout = await createLayout({ language, width: USUAL_WIDTH, bold: PLAIN.bold, settings: SETTING_NAMES });
      return describeTopic(words.join(' '), found, topic(tree, { layout, language, colors: PLAIN }), language);
    }
    const described = await describeCommand(found, tree, language);
    return found === tree.program ? { ...described, version: VERSION, topics: describeTopics(language) } : described;
  };
  io.data(`${toPrintableJson(await describe(), options.output === 'json' ? 2 : 0)}\n`);
};

const printPage = async (found: CommandUnknownOpts | Topic, tree: Tree, context: Context): Promise<void> => {
  const { language, io } = context;
  const { colors, width = USUAL_WIDTH } = await stdoutLook(context);
  const named = 'load' in found ? { topic: found } : await configure(found, tree);
  const settings = 'topic' in named ? SETTING_NAMES : named.facts?.settings;
  const layout = await createLayout({ language, width, bold: colors.bold, settings });
  const style: Style = { layout, language, colors };
  const page =
    'topic' in named ? await topicPage(named.topic, tree, style) : commandPage(named.command, named.facts, style);
  io.data(renderPage(page, style));
};

/**
 * Prints the page of a command, a group or a topic, in the language and the width of the run; as data where an option
 * says so. A format that the environment asks for is that of data of WeChat Pay: help stays a page.
 * @param words those that are typed after `wxpay`
 * @throws {UsageError} `USAGE` for a name that does not exist, with the nearest one
 */
export async function printHelp(words: readonly string[], nodes: CommandNodes, context: Context): Promise<void> {
  const { output = 'table' } = context.options;
  const tree = createTree(nodes, context.language);
  const found = find(words, tree);
  if (output === 'table') await printPage(found, tree, context);
  else await printJson(words, found, tree, context);
}
