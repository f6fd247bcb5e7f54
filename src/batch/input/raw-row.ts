import type { Wording } from '../../shared/text.js';
import { sayInput } from '../../texts/batch-input.js';
import { type Line, LONGEST_LINE } from './lines.js';

/** A row as it stands in the input: its fields, or why they cannot be read. */
export type RawRow = {
  /** The line of the file that it begins on; the first is 1. */
  line: number;
  /** The text of the row, without its end; of a row with a problem perhaps only the beginning. */
  text: string;
} & ({ fields: Readonly<Record<string, unknown>>; problem?: undefined } | { fields?: undefined; problem: Wording });

/** Whether a value of JSON is a row. zod's record would leave the name `__proto__` out, and the row would look right. */
export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A line that is too long, as a row: wrong by itself, and nothing of those behind it. */
export function tooLongRow({ number: line, text }: Line): RawRow {
  return { line, text, problem: sayInput('rowTooLong', LONGEST_LINE) };
}

/** Reads rows out of lines that come in portions; at the end it is called once more, with `last`. */
export type RowParser<T> = (lines: readonly T[], last: boolean) => RawRow[];

/** The column that `--failed` adds. It is never an error in an input, so that a mended file can be fed back as it is. */
export const REASON_COLUMN = 'failed_reason';
