import * as z from 'zod/mini';
import type { Line } from './lines.js';
import { type RawRow, type RowParser, tooLongRow } from './raw-row.js';

const object = z.record(z.string(), z.unknown());

const parseRow = ({ number: line, text }: Line): RawRow => {
  try {
    const parsed = object.safeParse(JSON.parse(text));
    return parsed.success ? { line, text, fields: parsed.data } : { line, text, problem: 'it is no JSON object' };
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
