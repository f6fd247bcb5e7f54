import type { CommandUnknownOpts, Help } from '@commander-js/extra-typings';
import type { Text } from '../../shared/text.js';
import { EXIT_MEANINGS } from '../../texts/exit-codes.js';
import { sayHelp } from '../../texts/help.js';
import type { Example, HelpFacts, Item, Section } from './facts.js';
import { optionItems } from './option-items.js';
import type { Page, Style } from './page.js';
import { TOPICS } from './topics.js';

/** What the first page shows: it works on a machine that has nothing but wxpay. */
const TRY_IT: Example = {
  command: 'wxpay insurance create --sandbox --openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  comment: sayHelp('tryIt'),
};

const listed = (title: Text, items: readonly Item[]): Section[] => (items.length === 0 ? [] : [{ title, items }]);

const shown = (title: Text, examples: readonly Example[]): Section[] =>
  examples.length === 0 ? [] : [{ title, examples }];

const ofArguments = ({ registeredArguments }: CommandUnknownOpts, layout: Help): Item[] =>
  registeredArguments
    .filter(({ description }) => description !== '')
    .map((argument) => ({ term: layout.argumentTerm(argument), meaning: layout.argumentDescription(argument) }));

const ofCommands = (command: CommandUnknownOpts, layout: Help): Item[] =>
  layout
    .visibleCommands(command)
    .map((child) => ({ term: layout.subcommandTerm(child), meaning: child.description() }));

const ofExitCodes = ({ exitMeanings = {} }: Partial<HelpFacts>): Item[] =>
  EXIT_MEANINGS.flatMap(({ code }) => {
    const meaning = exitMeanings[code];
    return meaning === undefined ? [] : [{ term: String(code), meaning }];
  });

const ofTopics = (): Item[] => Object.entries(TOPICS).map(([term, { summary }]) => ({ term, meaning: summary }));

/**
 * The page of a command or group that has been configured.
 * @param facts those of its module; a group has none
 */
export function commandPage(
  command: CommandUnknownOpts,
  facts: HelpFacts | undefined,
  { layout, language }: Style,
): Page {
  const isRoot = command.parent === null;
  const summary = command.description();
  const sentence = language === 'zh' ? `${summary}。` : `${summary}.`;
  const ownExitCodes = ofExitCodes(facts ?? {});
  return {
    usage: layout.commandUsage(command),
    text: facts?.about === undefined ? sentence : `${sentence}\n\n${facts.about[language]}`,
    sections: [
      ...listed(sayHelp('argumentsTitle'), ofArguments(command, layout)),
      ...shown(sayHelp('examples'), isRoot ? [TRY_IT] : (facts?.examples ?? [])),
      ...(isRoot ? [] : listed(sayHelp('optionsTitle'), optionItems(command.options, layout))),
      ...listed(sayHelp('commands'), ofCommands(command, layout)),
      ...(isRoot ? listed(sayHelp('topics'), ofTopics()) : []),
      ...(facts?.notes ?? []),
      ...listed(sayHelp('exitCodes'), ownExitCodes),
    ],
    footer: [
      ...(command.commands.length > 0 ? [sayHelp('moreOf')[language]] : []),
      sayHelp('globalOptions')[language],
      ...(facts === undefined ? [] : [sayHelp('allExitCodes')[language]]),
    ],
  };
}
