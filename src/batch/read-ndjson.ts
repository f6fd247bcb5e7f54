import type { Line } from './lines.js';
import { isFields, type RawRow, type RowParser, tooLongRow } from './raw-row.js';

const parseRow = ({ number: line, text }: Line): RawRow => {
  try {
    const fields: unknown = JSON.parse(text);
    return isFields(fields) ? { line, text, fields } : { line, text, problem: 'it is no JSON object' };
  } catch (error) {
    return { line, text, problem: `it is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
};

/** Reads NDJSON: an object a line, named as the API names its fields; blank lines are skipped. */
export function createNdjsonParser(): RowParser<Line> {
  return (lines) =>
    lines
      .filter(({ text, tooLong }) => tooLong || text.trim() !== '')
      .map((line) => (line.tooLong ? tooLongRow(line) : parseRow(line)));
}
