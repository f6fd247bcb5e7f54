import { Command, type Help, type Option } from '@commander-js/extra-typings';
import { type SettingName, settingOf } from '../../config/settings-table.js';
import type { Language } from '../../shared/text.js';
import { sayHelp } from '../../texts/help.js';
import { isRepeatable } from '../options/parsers.js';

/** Columns of a page that goes to no terminal. */
export const USUAL_WIDTH = 80;

/** Of a page's width, what the column of terms takes at most; a longer term has a line of its own. */
const SHARE_OF_TERMS = 0.4;

const GAP = 2;

const INDENT = ' '.repeat(GAP);

/** Widths and line breaks for a language in which every character is one column wide; commander's own do. */
const narrow = { displayWidth: (text: string) => text.length };

const listOf = (names: readonly string[], language: Language): string => names.join(language === 'zh' ? '、' : ', ');

/** The setting that an option sets. */
export function settingOfOption({ long }: Pick<Option, 'long'>, settings: readonly SettingName[]) {
  const name = settings.find((each) => settingOf(each).option === long);
  return name === undefined ? undefined : settingOf(name);
}

/** What is used without an option, as a text; `undefined` where nothing is, or it goes without saying. */
export function defaultOf({ defaultValue, defaultValueDescription, required, optional }: Option): string | undefined {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  return defaultValue === undefined || !(required || optional) ? undefined : String(defaultValue);
}

const describeOption = (option: Option, settings: readonly SettingName[], language: Language): string => {
  const setting = settingOfOption(option, settings);
  const standard = defaultOf(option);
  const extras = [
    option.mandatory && sayHelp('needed'),
    isRepeatable(option.parseArg) && sayHelp('repeatable'),
    option.argChoices && sayHelp('choices', listOf(option.argChoices, language)),
    standard !== undefined && sayHelp('byDefault', standard),
    option.presetArg !== undefined && sayHelp('preset', String(option.presetArg)),
    setting?.key !== undefined && sayHelp('configuration', setting.key),
    setting?.env !== undefined && sayHelp('environment', setting.env),
  ].flatMap((extra) => (extra ? [extra[language]] : []));
  return extras.length === 0 ? option.description : option.description + sayHelp('extras', extras)[language];
};

/** How a page is laid out. */
export interface PageLook {
  language: Language;
  /** In terminal columns. */
  width: number;
  bold: (text: string) => string;
  /** The settings that options of the page set. */
  settings?: readonly SettingName[] | undefined;
}

/** Commander's formatter of help, set up for a language and the width of a terminal. */
export async function createLayout({ language, width, bold, settings = [] }: PageLook): Promise<Help> {
  const measures = language === 'zh' ? await import('./wide-text.js') : narrow;
  const layout = new Command()
    .configureHelp({
      ...measures,
      helpWidth: width,
      minWidthToWrap: 1,
      styleTitle: bold,
      commandUsage: (command) => {
        const names: string[] = [];
        for (let at: typeof command | null = command; at; at = at.parent) names.unshift(at.name());
        const needed = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
        const isGroup = command.registeredArguments.length === 0;
        const usage = command
          .usage()
          .replace('[options]', sayHelp('usageOptions')[language])
          .replace('[command]', sayHelp(isGroup ? 'usageCommand' : 'usageOptionalCommand')[language]);
        return [...names, ...needed, usage].join(' ');
      },
      subcommandTerm: (command) => command.name(),
      argumentTerm: (argument) => `<${argument.name()}>`,
      optionDescription: (option) => describeOption(option, settings, language),
      formatItem: (term, termWidth, description, helper) => {
        const column = GAP + termWidth + GAP;
        const free = termWidth - helper.displayWidth(term);
        const start = free < 0 ? `\n${' '.repeat(column)}` : ' '.repeat(free + GAP);
        const lines = helper.boxWrap(description, width - column).split('\n');
        return `${INDENT}${term}${description === '' ? '' : start + lines.join(`\n${' '.repeat(column)}`)}`;
      },
    })
    .createHelp();
  return layout;
}

/** Width of the column of terms, in terminal columns. */
export function termWidth(terms: readonly string[], layout: Help): number {
  const most = Math.floor((layout.helpWidth ?? USUAL_WIDTH) * SHARE_OF_TERMS);
  const widths = terms.map((term) => layout.displayWidth(term));
  return Math.max(0, ...widths.filter((width) => width <= most));
}
