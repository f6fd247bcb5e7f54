import { UsageError } from '../../errors.js';
import { sayInput } from '../../texts/batch-input.js';
import { createCsvParser, readCsvHeader } from './csv.js';
import { readLines } from './lines.js';
import { createNdjsonParser } from './ndjson.js';
import type { RawRow } from './raw-row.js';

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

/** What no UTF-8 was made of would go into orders and results as something else than it was. */
const refuseGarbled = (rows: RawRow[]): RawRow[] =>
  rows.map((row) => {
    const { line, text } = row;
    if (!text.includes('\uFFFD')) return row;
    return { line, text, problem: sayInput('notUtf8') };
  });

/**
 * Opens a stream of rows.
 * @param format the format; without one, an input whose first character is `{` is NDJSON
 * @throws {UsageError} `BAD_HEADER` or `LINE_TOO_LONG` for a CSV header that cannot be used, `BAD_ENCODING` for one that
 * is not in UTF-8
 */
export async function openInput(source: AsyncIterable<Uint8Array>, format: InputFormat | undefined): Promise<Input> {
  const portions = readLines(source);
  for (;;) {
    const { value: lines, done } = await portions.next();
    if (done) return { head: undefined, rows: (async function* () {})() };
    const at = lines.findIndex(({ text, tooLong }) => tooLong || text.trim() !== '');
    const first = lines[at];
    if (first === undefined) continue;
    const chosen = format ?? (first.text.trimStart().startsWith('{') ? 'ndjson' : 'csv');
    if (chosen === 'csv' && /[\0\uFFFD]/.test(first.text)) {
      throw new UsageError(sayInput('atLine', first.number, sayInput('headerNotUtf8')), {
        code: 'BAD_ENCODING',
        hint: sayInput('headerNotUtf8Hint'),
      });
    }
    const head: InputHead =
      chosen === 'ndjson' ? { format: 'ndjson' } : { format: 'csv', header: first.text, ...readCsvHeader(first) };
    const parse = head.format === 'csv' ? createCsvParser(head.delimiter, head.columns) : createNdjsonParser();
    const behind = lines.slice(head.format === 'csv' ? at + 1 : at);
    return {
      head,
      rows: (async function* () {
        yield refuseGarbled(parse(behind, false));
        for await (const more of portions) yield refuseGarbled(parse(more, false));
        yield refuseGarbled(parse([], true));
      })(),
    };
  }
}
