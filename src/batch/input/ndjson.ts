import { readStrictJson } from '../../shared/strict-json.js';
import { toText } from '../../shared/text.js';
import { sayInput } from '../../texts/batch-input.js';
import type { Line } from './lines.js';
import { isFields, type RawRow, type RowParser, tooLongRow } from './raw-row.js';

const parseRow = ({ number: line, text }: Line): RawRow => {
  const read = readStrictJson(text);
  if (!read.ok) {
    const { column, reason } = read.problem;
    return { line, text, problem: sayInput('notValidJson', column, toText(reason)) };
  }
  return isFields(read.value) ? { line, text, fields: read.value } : { line, text, problem: sayInput('notAnObject') };
};

/**
 * Reads NDJSON: an object a line, named as the API names its fields; blank lines are skipped. A row that names a field
 * twice, or is nested too deeply, is a row with a problem (`readStrictJson`).
 */
export function createNdjsonParser(): RowParser<Line> {
  return (lines) =>
    lines
      .filter(({ text, tooLong }) => tooLong || text.trim() !== '')
      .map((line) => (line.tooLong ? tooLongRow(line) : parseRow(line)));
}
