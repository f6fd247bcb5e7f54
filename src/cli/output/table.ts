import Table from 'cli-table3';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { printable } from '../../shared/printable.js';
import type { Language, Text } from '../../shared/text.js';
import type { Colors } from './colors.js';

/** One row of an object's table. */
export interface FieldRow {
  name: string;
  value: unknown;
  /** What the field means, and the value if it is one of a known few. */
  meaning: string;
}

/** A value as one line of text; strings bare, anything else as JSON. */
function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const HEAD = { zh: ['字段', '值', '含义'], en: ['FIELD', 'VALUE', 'MEANING'] } as const satisfies Record<
  Language,
  unknown
>;

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** What a cell loses, at most, to fit: a column narrower than this cannot be read. */
const NARROWEST = 8;

/** Characters of a cell; of a longer value only --field and JSON show all. */
const CELL_LIMIT = 2000;

const GAP = BORDERLESS.middle.length;

/**
 * Widths of columns so that a row fits: the widest give way first.
 * @param natural the width that each column needs, in terminal columns
 * @param width of the terminal, in terminal columns
 */
export function fitColumns(natural: readonly number[], width: number): number[] {
  const available = width - GAP * (natural.length - 1);
  const fitted = [...natural];
  for (;;) {
    const widest = Math.max(...fitted);
    const excess = fitted.reduce((sum, each) => sum + each, 0) - available;
    if (excess <= 0 || widest <= NARROWEST) return fitted;
    const next = Math.max(NARROWEST, ...fitted.filter((each) => each < widest));
    const wide = fitted.filter((each) => each === widest).length;
    const target = Math.max(next, widest - Math.ceil(excess / wide));
    for (const [at, each] of fitted.entries()) if (each === widest) fitted[at] = target;
  }
}

/** The same with a first column that names the rows: it is broken only where it takes more than half of the terminal. */
function fitRows(natural: readonly number[], width: number): number[] {
  const [names = 0, ...others] = natural;
  const isKept = others.length > 0 && names <= width / 2;
  return isKept ? [names, ...fitColumns(others, width - names - GAP)] : fitColumns(natural, width);
}

/** How a table is shown. */
export interface TableLook {
  colors: Colors;
  /** Width of the terminal; without it nothing is wrapped. */
  width?: number | undefined;
  /** The styles of columns, the first being the first. */
  styles?: readonly (keyof Colors | undefined)[];
}

/**
 * Lines of aligned columns, each ended; a Chinese character is two columns wide. What does not fit is wrapped, at words
 * where there are any. What is not seen is shown as code points.
 * @param head its words; empty for a table without one
 */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { colors, width, styles = [] }: TableLook,
): string {
  const cells = rows.map((row) => row.map((cell) => printable(cell, CELL_LIMIT)));
  const all = [head, ...cells];
  const columns = Array.from({ length: Math.max(...all.map((row) => row.length)) }, (_, at) => at);
  const natural = columns.map((at) => Math.max(...all.map((row) => stringWidth(row[at] ?? ''))));
  const widths = width === undefined ? natural : fitRows(natural, width);
  const wrap = (cell: string, at: number): string[] => {
    const limit = widths[at] ?? 0;
    return stringWidth(cell) <= limit ? [cell] : wrapAnsi(cell, limit, { hard: true }).split('\n');
  };
  const styled = (cell: string, at: number, style: keyof Colors | undefined): string =>
    wrap(cell, at)
      .map((line) => (style === undefined ? line : colors[style](line)))
      .join('\n');
  const table = new Table({
    head: head.map((cell, at) => styled(cell, at, 'dim')),
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of cells) table.push(row.map((cell, at) => styled(cell, at, styles[at])));
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The meaning of a field, and of its value where that is one of a known few. */
export function meaningOf(
  meta: Text | undefined,
  value: unknown,
  values: Readonly<Record<string, Text>>,
  language: Language,
): string {
  const known = typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : undefined;
  const parts = [meta?.[language], known?.[language]].filter((part) => part !== undefined);
  return parts.join(language === 'zh' ? '：' : ': ');
}

/** The table of one object: a row a field. */
export function renderFields(rows: readonly FieldRow[], language: Language, look: Omit<TableLook, 'styles'>): string {
  const cells = rows.map(({ name, value, meaning }) => [printable(name, 64), valueText(value), meaning]);
  return renderTable(HEAD[language], cells, { ...look, styles: ['bold', undefined, 'dim'] });
}
