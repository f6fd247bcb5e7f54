/** A row as it stands in the input: its fields, or why they cannot be read. */
export type RawRow = {
  /** The line of the file that it begins on; the first is 1. */
  line: number;
  /** The text of the row, without its end. */
  text: string;
} & ({ fields: Readonly<Record<string, unknown>>; problem?: undefined } | { fields?: undefined; problem: string });

/** Reads rows out of lines that come in portions; at the end it is called once more, with `last`. */
export type RowParser<T> = (lines: readonly T[], last: boolean) => RawRow[];

/** The column that `--failed` adds. It is never an error in an input, so that a mended file can be fed back as it is. */
export const REASON_COLUMN = 'failed_reason';
