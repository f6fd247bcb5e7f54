import { UsageError } from '../../errors.js';
import type { Text } from '../../shared/text.js';
import { sayInput } from '../../texts/batch-input.js';
import { sayEncoding } from '../../texts/encoding.js';
import { type DecodeSetup, decodeInput } from '../encoding/decode-input.js';
import { ENCODING_NAMES } from '../encoding/encodings.js';
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

/** What no text was made of would go into orders and results as something else than it was. */
const refuseGarbled = (rows: RawRow[], problem: () => Text): RawRow[] =>
  rows.map((row) => {
    const { line, text } = row;
    return text.includes('\uFFFD') ? { line, text, problem: problem() } : row;
  });

/**
 * Opens a stream of rows.
 * @param format the format; without one, an input whose first character is `{` is NDJSON
 * @param decoding the encoding, or who is told of the one that was found out
 * @throws {UsageError} `BAD_HEADER` or `LINE_TOO_LONG` for a CSV header that cannot be used, `BAD_ENCODING` for one that
 * is not in the encoding of the input; both and `NOT_TEXT` while it is read: see `decodeInput`
 */
export async function openInput(
  source: AsyncIterable<Uint8Array>,
  format: InputFormat | undefined,
  { encoding, onDetected }: DecodeSetup = {},
): Promise<Input> {
  let known = encoding;
  const decoded = decodeInput(source, {
    encoding,
    onDetected: (found) => {
      known = found;
      onDetected?.(found);
    },
  });
  const encodingName = () => ENCODING_NAMES[known ?? 'utf-8'];
  const notInEncoding = () => sayEncoding('rowNotIn', encodingName());
  const portions = readLines(decoded);
  for (;;) {
    const { value: lines, done } = await portions.next();
    if (done) return { head: undefined, rows: (async function* () {})() };
    const at = lines.findIndex(({ text, tooLong }) => tooLong || text.trim() !== '');
    const first = lines[at];
    if (first === undefined) continue;
    const chosen = format ?? (first.text.trimStart().startsWith('{') ? 'ndjson' : 'csv');
    if (chosen === 'csv' && /[\0\uFFFD]/.test(first.text)) {
      throw new UsageError(sayInput('atLine', first.number, sayEncoding('headerNotIn', encodingName())), {
        code: 'BAD_ENCODING',
        hint: sayEncoding('saveAsCsv'),
      });
    }
    const head: InputHead =
      chosen === 'ndjson' ? { format: 'ndjson' } : { format: 'csv', header: first.text, ...readCsvHeader(first) };
    const parse = head.format === 'csv' ? createCsvParser(head.delimiter, head.columns) : createNdjsonParser();
    const behind = lines.slice(head.format === 'csv' ? at + 1 : at);
    return {
      head,
      rows: (async function* () {
        yield refuseGarbled(parse(behind, false), notInEncoding);
        for await (const more of portions) yield refuseGarbled(parse(more, false), notInEncoding);
        yield refuseGarbled(parse([], true), notInEncoding);
      })(),
    };
  }
}
