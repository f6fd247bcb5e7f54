import type { Line } from './lines.js';
import { isFields, type RawRow, type RowParser, tooLongRow } from './raw-row.js';

/** What is nested deeper than any record overflows the stack where it is written again, which would end the run. */
const DEEPEST = 100;

const isDeeperThan = (levels: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner)));

const parseRow = ({ number: line, text }: Line): RawRow => {
  try {
    const fields: unknown = JSON.parse(text);
    if (!isFields(fields)) return { line, text, problem: 'it is no JSON object' };
    if (isDeeperThan(DEEPEST, fields)) return { line, text, problem: `it is nested deeper than ${DEEPEST} levels` };
    return { line, text, fields };
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
