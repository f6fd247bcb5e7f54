import Table from 'cli-table3';
import type { Language } from '../../apiv3/error-codes.js';
import type { FieldMeta } from '../../insurance/schema.js';
import { printable } from '../../shared/printable.js';
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

/**
 * Lines of aligned columns, each ended; a Chinese character is two columns wide. Cells must be printable.
 * @param dim styles the head
 */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  dim: (text: string) => string = (text) => text,
): string {
  const table = new Table({
    head: head.map(dim),
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push([...row]);
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The meaning of a field, and of its value where that is one of a known few. */
export function meaningOf(
  meta: FieldMeta | undefined,
  value: unknown,
  values: Readonly<Record<string, FieldMeta>>,
  language: Language,
): string {
  const known = typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : undefined;
  const parts = [meta?.[language], known?.[language]].filter((part) => part !== undefined);
  return parts.join(language === 'zh' ? '：' : ': ');
}

/** The table of one object: a row a field. */
export function renderFields(rows: readonly FieldRow[], language: Language, colors: Colors): string {
  const cells = rows.map(({ name, value, meaning }) => [
    colors.bold(printable(name, 64)),
    printable(valueText(value)),
    colors.dim(meaning),
  ]);
  return renderTable(HEAD[language], cells, colors.dim);
}
