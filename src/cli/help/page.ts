import type { Help } from '@commander-js/extra-typings';
import { inLanguage, type Language } from '../../shared/text.js';
import { sayHelp } from '../../texts/help.js';
import type { Colors } from '../output/colors.js';
import type { Example, Section } from './facts.js';
import { termWidth } from './layout.js';

/** A help page, before it is laid out. */
export interface Page {
  usage?: string | undefined;
  /** What it is about. */
  text: string;
  sections: readonly Section[];
  /** Where to read on. */
  footer: readonly string[];
}

/** How pages are printed. */
export interface Style {
  layout: Help;
  language: Language;
  colors: Colors;
}

const paragraphs = (text: string, { layout }: Style): string => layout.boxWrap(text, layout.helpWidth ?? 0);

const indented = (text: string, { layout }: Style): string =>
  layout.boxWrap(text, (layout.helpWidth ?? 0) - 2).replace(/^(?=.)/gm, '  ');

const usageLines = (usage: string, style: Style): string => {
  const [first = '', ...further] = paragraphs(sayHelp('usage', usage)[style.language], style).split('\n');
  return [first.replace(/^[^:：]*[:：]/, style.layout.styleTitle), ...further.map((line) => `    ${line}`)].join('\n');
};

/** A comment is wrapped, a command never: it is there to be copied. */
const exampleLines = ({ command, comment }: Example, { layout, language, colors }: Style): string[] => {
  const lines = layout.boxWrap(comment[language], (layout.helpWidth ?? 0) - 4).split('\n');
  return [...lines.map((line) => colors.dim(`# ${line}`)), ...command.split('\n')].map((line) => `  ${line}`);
};

const renderSection = ({ title, text, items = [], examples = [] }: Section, style: Style): string => {
  const { layout, language } = style;
  const column = termWidth(
    items.map(({ term }) => term),
    layout,
  );
  return [
    ...(title === undefined
      ? []
      : paragraphs(title[language], style)
          .split('\n')
          .map((line) => layout.styleTitle(line))),
    ...(text === undefined ? [] : [(title === undefined ? paragraphs : indented)(text[language], style)]),
    ...items.map(({ term, meaning }) => layout.formatItem(term, column, inLanguage(meaning, language), layout)),
    ...examples.flatMap((example) => exampleLines(example, style)),
  ].join('\n');
};

/** A page as text, ended; no line but those of commands in examples is wider than the layout. */
export function renderPage({ usage, text, sections, footer }: Page, style: Style): string {
  const blocks = [
    ...(usage === undefined ? [] : [usageLines(usage, style)]),
    paragraphs(text, style),
    ...sections.map((section) => renderSection(section, style)),
    ...(footer.length === 0 ? [] : [footer.map((line) => paragraphs(line, style)).join('\n')]),
  ];
  return `${blocks.join('\n\n')}\n`;
}
