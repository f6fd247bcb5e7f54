import { parse } from 'csv-parse/sync';
import { UsageError } from '../errors.js';
import type { Line } from './lines.js';
import type { RawRow, RowParser } from './raw-row.js';

/** The delimiters that are recognised by the header. */
const DELIMITERS = [',', ';', '\t'] as const;

/** A quoted cell may hold line ends, yet a quote that nobody closes must not swallow the file. */
const LONGEST_ROW_LINES = 100;

/** A row that may go over several lines. */
interface LogicalRow {
  lines: readonly Line[];
  text: string;
}

const quotes = (text: string): number => text.split('"').length - 1;

const parseCells = (text: string, delimiter: string): string[][] | string => {
  try {
    return parse(text, { delimiter, relax_column_count: true, record_delimiter: ['\n'] });
  } catch (error) {
    return error instanceof Error ? error.message.replace(/ at line \d+/g, '') : String(error);
  }
};

/**
 * The header of a CSV file: its delimiter (the one of `,`, `;` and tab that occurs most) and its columns.
 * @throws {UsageError} `BAD_HEADER` for a header that cannot be read, or in which a name is empty or given twice
 */
export function readCsvHeader({ text, number }: Line): { delimiter: string; columns: string[] } {
  const count = (delimiter: string) => text.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
  const parsed = parseCells(text, delimiter);
  const columns = typeof parsed === 'string' ? [] : (parsed[0] ?? []).map((name) => name.trim());
  const wrong = columns.find((name, at) => name === '' || columns.indexOf(name) !== at);
  if (columns.length > 0 && wrong === undefined) return { delimiter, columns };
  const problem =
    typeof parsed === 'string' ? parsed : wrong === '' ? 'a column has no name' : `column ${wrong} is there twice`;
  throw new UsageError(`line ${number}: the CSV header cannot be used: ${problem}`, {
    code: 'BAD_HEADER',
    hint: 'The first line names the columns: openid, out_order_no, notify_url, service_id.',
  });
}

/** Whole rows at the front of the lines, and the lines of a row that is not finished. */
const splitRows = (lines: readonly Line[], last: boolean): { rows: LogicalRow[]; open: Line[] } => {
  const rows: LogicalRow[] = [];
  for (let at = 0; at < lines.length; ) {
    const first = lines[at];
    if (first === undefined) break;
    let end = at + 1;
    if (first.text.includes('"')) {
      let odd = quotes(first.text) % 2 === 1;
      for (; odd && end < lines.length && end - at < LONGEST_ROW_LINES; end += 1) {
        odd = (quotes(lines[end]?.text ?? '') % 2 === 1) !== odd;
      }
      if (odd && end === lines.length && end - at < LONGEST_ROW_LINES && !last) return { rows, open: lines.slice(at) };
      // Never closed: the line alone is wrong, and those behind it are rows of their own.
      if (odd) end = at + 1;
    }
    const parts = lines.slice(at, end);
    const text = parts.length === 1 ? first.text : parts.map((line) => line.text).join('\n');
    if (text.trim() !== '') rows.push({ lines: parts, text });
    at = end;
  }
  return { rows, open: [] };
};

/**
 * Reads the rows behind a header. A line that is no CSV is a row with a problem, and the next line is read as if it had
 * not been there. Empty cells are absent fields.
 */
export function createCsvParser(delimiter: string, columns: readonly string[]): RowParser<Line> {
  let open: Line[] = [];

  const toRow = ({ lines, text }: LogicalRow, cells: readonly string[]): RawRow => {
    const line = lines[0]?.number ?? 0;
    if (cells.length !== columns.length) {
      return { line, text, problem: `it has ${cells.length} cells, the header has ${columns.length}` };
    }
    const fields: Record<string, unknown> = Object.create(null);
    for (const [at, name] of columns.entries()) {
      const cell = cells[at];
      if (cell !== undefined && cell !== '') fields[name] = cell;
    }
    return { line, text, fields };
  };

  const parseRows = (lines: readonly Line[], last: boolean): RawRow[] => {
    const { rows, open: rest } = splitRows(lines, last);
    open = rest;
    const together = parseCells(rows.map(({ text }) => text).join('\n'), delimiter);
    if (typeof together !== 'string' && together.length === rows.length) {
      return rows.map((row, at) => toRow(row, together[at] ?? []));
    }
    const found: RawRow[] = [];
    for (const [at, row] of rows.entries()) {
      const cells = parseCells(row.text, delimiter);
      if (typeof cells !== 'string' && cells.length === 1) {
        found.push(toRow(row, cells[0] ?? []));
        continue;
      }
      const [first, ...swallowed] = row.lines;
      if (first === undefined) continue;
      const problem = typeof cells === 'string' ? `it is no CSV: ${cells}` : 'it is no CSV';
      found.push({ line: first.number, text: first.text, problem });
      if (swallowed.length > 0) {
        const behind = [...swallowed, ...rows.slice(at + 1).flatMap((later) => later.lines), ...rest];
        return [...found, ...parseRows(behind, last)];
      }
    }
    return found;
  };

  return (lines, last) => (open.length + lines.length === 0 ? [] : parseRows([...open, ...lines], last));
}
