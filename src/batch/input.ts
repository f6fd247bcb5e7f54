import { UsageError } from '../errors.js';
import { readLines } from './lines.js';
import type { RawRow } from './raw-row.js';
import { createCsvParser, readCsvHeader } from './read-csv.js';
import { createNdjsonParser } from './read-ndjson.js';

/** The formats of an input. */
export const INPUT_FORMATS = ['csv', 'ndjson'] as const;

/** One format of an input. */
export type InputFormat = (typeof INPUT_FORMATS)[number];

/** What the first line of an input says about the others. */
export type InputHead =
  | { format: 'csv'; header: string; delimiter: string; columns: readonly string[] }
  | { format: 'ndjson' };

/** An input that is open: its head, and its rows as they are read. */
export interface Input {
  /** `undefined` for an input without a line. */
  head: InputHead | undefined;
  /** The rows, as many at once as came in. */
  rows: AsyncGenerator<RawRow[], void>;
}

/** The format that a file's name says; `undefined` when it says none. */
export function formatOfName(name: string): InputFormat | undefined {
  if (/\.(?:csv|tsv)$/i.test(name)) return 'csv';
  return /\.(?:ndjson|jsonl|json)$/i.test(name) ? 'ndjson' : undefined;
}

/**
 * Opens a stream of rows.
 * @param format the format; without one, an input whose first character is `{` is NDJSON
 * @throws {UsageError} `BAD_HEADER` for a CSV header that cannot be used
 */
export async function openInput(source: AsyncIterable<Uint8Array>, format: InputFormat | undefined): Promise<Input> {
  const portions = readLines(source);
  for (;;) {
    const { value: lines, done } = await portions.next();
    if (done) return { head: undefined, rows: (async function* () {})() };
    const at = lines.findIndex(({ text }) => text.trim() !== '');
    const first = lines[at];
    if (first === undefined) continue;
    const chosen = format ?? (first.text.trimStart().startsWith('{') ? 'ndjson' : 'csv');
    if (chosen === 'csv' && first.text.includes('\0')) {
      throw new UsageError('the input is no text in UTF-8', {
        code: 'BAD_ENCODING',
        hint: 'In Excel, save as "CSV UTF-8".',
      });
    }
    const head: InputHead =
      chosen === 'ndjson' ? { format: 'ndjson' } : { format: 'csv', header: first.text, ...readCsvHeader(first) };
    const parse = head.format === 'csv' ? createCsvParser(head.delimiter, head.columns) : createNdjsonParser();
    const behind = lines.slice(head.format === 'csv' ? at + 1 : at);
    return {
      head,
      rows: (async function* () {
        yield parse(behind, false);
        for await (const more of portions) yield parse(more, false);
        yield parse([], true);
      })(),
    };
  }
}
