import { parse } from 'csv-parse/sync';
import { UsageError } from '../../errors.js';
import { messageOf } from '../../shared/message-of.js';
import { systemCode } from '../../shared/system-code.js';
import { type Text, toText } from '../../shared/text.js';
import { sayInput } from '../../texts/batch-input.js';
import { type Line, LONGEST_LINE } from './lines.js';
import { type RawRow, type RowParser, tooLongRow } from './raw-row.js';
import { shorten } from './shorten.js';

/** The delimiters that are recognised by the header. */
const DELIMITERS = [',', ';', '\t'] as const;

/** A quoted cell may hold line ends, yet a quote that nobody closes must not swallow the file. */
const LONGEST_ROW_LINES = 100;

const LONGEST_REASON = 200;

/** A row that may go over several lines. */
interface LogicalRow {
  first: Line;
  /** How many lines it has. */
  height: number;
  text: string;
}

const hasOddQuotes = (text: string): boolean => text.split('"').length % 2 === 0;

/** What `csv-parse` refuses, by its codes. Its own messages are English, and repeat the cell. */
const REASONS: Readonly<Record<string, Text>> = {
  INVALID_OPENING_QUOTE: sayInput('openingQuote'),
  CSV_INVALID_CLOSING_QUOTE: sayInput('closingQuote'),
  CSV_QUOTE_NOT_CLOSED: sayInput('quoteNotClosed'),
};

/** The cells of a text, or why it is not CSV. */
type Cells = string[][] | Text;

const parseCells = (text: string, delimiter: string): Cells => {
  try {
    return parse(text, { delimiter, relax_column_count: true, record_delimiter: ['\n'] });
  } catch (error) {
    const code = systemCode(error);
    return REASONS[typeof code === 'string' ? code : ''] ?? toText(shorten(messageOf(error), LONGEST_REASON));
  }
};

/**
 * The header of a CSV file: its delimiter (the one of `,`, `;` and tab that occurs most) and its columns.
 * @throws {UsageError} `BAD_HEADER` for a header that cannot be read, or in which a name is empty or given twice;
 * `LINE_TOO_LONG`
 */
export function readCsvHeader({ text, number, tooLong }: Line): { delimiter: string; columns: string[] } {
  if (tooLong) {
    throw new UsageError(sayInput('atLine', number, sayInput('headerTooLong', LONGEST_LINE)), {
      code: 'LINE_TOO_LONG',
      hint: sayInput('headerTooLongHint'),
    });
  }
  const count = (delimiter: string) => text.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
  const parsed = parseCells(text, delimiter);
  const columns = Array.isArray(parsed) ? (parsed[0] ?? []).map((name) => name.trim()) : [];
  const wrong = columns.find((name, at) => name === '' || columns.indexOf(name) !== at);
  if (columns.length > 0 && wrong === undefined) return { delimiter, columns };
  const named = wrong ? sayInput('columnTwice', wrong) : sayInput('columnUnnamed');
  throw new UsageError(sayInput('atLine', number, sayInput('headerUnusable', Array.isArray(parsed) ? named : parsed)), {
    code: 'BAD_HEADER',
    hint: sayInput('headerHint'),
  });
}

/** The row that begins with a line; `undefined` when only lines to come can tell where it ends. */
const rowAt = (lines: readonly Line[], at: number, last: boolean): LogicalRow | undefined => {
  const first = lines[at];
  if (first === undefined) return undefined;
  // Also of a quote that nobody closes: the line alone is wrong, and those behind it are rows of their own.
  const alone = { first, height: 1, text: first.text };
  if (first.tooLong || !hasOddQuotes(first.text)) return alone;
  const parts = [first.text];
  let bytes = Buffer.byteLength(first.text);
  while (parts.length < LONGEST_ROW_LINES) {
    const line = lines[at + parts.length];
    if (line === undefined) return last ? alone : undefined;
    bytes += 1 + Buffer.byteLength(line.text);
    if (line.tooLong || bytes > LONGEST_LINE) return alone;
    parts.push(line.text);
    if (hasOddQuotes(line.text)) return { first, height: parts.length, text: parts.join('\n') };
  }
  return alone;
};

/** Whole rows at the front of the lines, and the lines of a row that is not finished. */
const splitRows = (lines: readonly Line[], last: boolean): { rows: LogicalRow[]; open: Line[] } => {
  const rows: LogicalRow[] = [];
  for (let at = 0; at < lines.length; ) {
    const row = rowAt(lines, at, last);
    if (row === undefined) return { rows, open: lines.slice(at) };
    rows.push(row);
    at += row.height;
  }
  return { rows, open: [] };
};

/** Whether a row is an empty line; a row of empty cells, which tabs may part, is none. */
const isBlank = ({ text, first }: LogicalRow, delimiter: string): boolean =>
  !first.tooLong && text.trim() === '' && !text.includes(delimiter);

const noCsv = ({ number: line, text }: Line, reason: Cells): RawRow => {
  return { line, text, problem: Array.isArray(reason) ? sayInput('notCsv') : sayInput('notCsvBecause', reason) };
};

/**
 * Reads the rows behind a header. A line that is not valid CSV is a row with a problem, and the next line is read as if it had
 * not been there. Empty cells are absent fields.
 */
export function createCsvParser(delimiter: string, columns: readonly string[]): RowParser<Line> {
  let open: Line[] = [];

  const toRow = ({ first: { number: line }, text }: LogicalRow, cells: readonly string[]): RawRow => {
    if (cells.length !== columns.length) {
      return { line, text, problem: sayInput('cells', cells.length, columns.length) };
    }
    const fields: Record<string, unknown> = Object.create(null);
    for (const [at, name] of columns.entries()) {
      const cell = cells[at];
      if (cell !== undefined && cell !== '') fields[name] = cell;
    }
    return { line, text, fields };
  };

  const parseTogether = (lines: readonly Line[], last: boolean): RawRow[] | undefined => {
    const split = splitRows(lines, last);
    const rows = split.rows.filter((row) => !isBlank(row, delimiter));
    if (rows.some(({ first }) => first.tooLong)) return undefined;
    const together = parseCells(rows.map(({ text }) => text).join('\n'), delimiter);
    if (!Array.isArray(together) || together.length !== rows.length) return undefined;
    open = split.open;
    return rows.map((row, at) => toRow(row, together[at] ?? []));
  };

  const parseEach = (lines: readonly Line[], last: boolean): RawRow[] => {
    const found: RawRow[] = [];
    for (let at = 0; at < lines.length; ) {
      const row = rowAt(lines, at, last);
      if (row === undefined) {
        open = lines.slice(at);
        return found;
      }
      const { first, height } = row;
      const cells = first.tooLong || isBlank(row, delimiter) ? [] : parseCells(row.text, delimiter);
      if (Array.isArray(cells) && cells[0] !== undefined && cells.length === 1) {
        found.push(toRow(row, cells[0]));
        at += height;
        continue;
      }
      if (first.tooLong) found.push(tooLongRow(first));
      else if (!isBlank(row, delimiter)) found.push(noCsv(first, cells));
      // Where a row is not CSV, its quotes say nothing of where it ends: the next one begins with the next line.
      at += 1;
    }
    open = [];
    return found;
  };

  return (more, last) => {
    const lines = [...open, ...more];
    return parseTogether(lines, last) ?? parseEach(lines, last);
  };
}
