import { exactJson, withExactNumbers } from '../input/exact-numbers.js';
import type { InputHead } from '../input/open-input.js';
import { type RawRow, REASON_COLUMN } from '../input/raw-row.js';

/** A row that failed, and why. */
export interface FailedRow {
  raw: RawRow;
  outOrderNo: string;
  reason: string;
}

/** How failed rows are written. */
export interface FailedLook {
  /** Put `'` in front of cells that a spreadsheet would take for a formula. */
  excelSafe: boolean;
}

/** How a cell begins that a spreadsheet may take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

const quote = (value: unknown, delimiter: string, excelSafe = false): string => {
  const given = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const text = excelSafe && FORMULA.test(given) ? `'${given}` : given;
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** What was added stands in front, so that a row that is no CSV can be written as it was, and mended. */
const columnsOf = (columns: readonly string[]): string[] => [
  REASON_COLUMN,
  ...(columns.includes('out_order_no') ? [] : ['out_order_no']),
  ...columns.filter((name) => name !== REASON_COLUMN),
];

/** The first line of a file of failed rows; empty where the format has none. */
export function failedHeader(head: InputHead | undefined): string {
  if (head?.format !== 'csv') return '';
  return `${columnsOf(head.columns)
    .map((name) => quote(name, head.delimiter))
    .join(head.delimiter)}\n`;
}

/**
 * A failed row in the format of the input, with the reason in a column of its own, and with its number: fed back, the
 * row is the same order, whatever other rows are left out. A mended row may keep the number, under which there is no
 * order. Of a line that was too long only the beginning is there, so that it is known again: to be mended is the input.
 */
export function formatFailedRow(
  head: InputHead,
  { raw, outOrderNo, reason }: FailedRow,
  { excelSafe }: FailedLook = { excelSafe: false },
): string {
  const { fields } = raw;
  if (head.format === 'ndjson') {
    const added = { [REASON_COLUMN]: reason };
    const row = fields
      ? { ...withExactNumbers(fields, raw.text), out_order_no: outOrderNo, ...added }
      : { ...added, unreadable: raw.text };
    return `${exactJson(row)}\n`;
  }
  const { delimiter, columns } = head;
  if (!fields) {
    // In a file that was fed back the text stands under these very columns, an earlier reason in front.
    if (columns[0] === REASON_COLUMN && columns.includes('out_order_no')) return `${raw.text}\n`;
    const noNumber = columns.includes('out_order_no') ? '' : delimiter;
    return `${quote(reason, delimiter)}${delimiter}${noNumber}${raw.text}\n`;
  }
  const values: Readonly<Record<string, unknown>> = { ...fields, out_order_no: outOrderNo, [REASON_COLUMN]: reason };
  return `${columnsOf(columns)
    .map((name) => quote(Object.hasOwn(values, name) ? values[name] : undefined, delimiter, excelSafe))
    .join(delimiter)}\n`;
}
