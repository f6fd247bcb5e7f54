import { UsageError } from '../errors.js';

/** One physical line of a file, without its end. */
export interface Line {
  /** The first line is 1. */
  number: number;
  text: string;
  /** Bytes from the start of the file to behind the line and its end. */
  endOffset: number;
  /** Whether a line feed ends it: only the last line of a file may lack one. */
  terminated: boolean;
}

/** The longest line that is read, in bytes; no row of this API comes near. */
const LONGEST_LINE = 1024 * 1024;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The lines of a byte stream, as many at once as a chunk of it holds, so that a million of them cost no million
 * promises. Lines end with LF or CRLF; a BOM at the start is left out. Bytes that are no UTF-8 become U+FFFD.
 * @throws {UsageError} `LINE_TOO_LONG` beyond 1 MiB
 */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line[], void> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  let offset = 0;
  const take = (bytes: Buffer, start: number, end: number, terminated: boolean): Line => {
    number += 1;
    const stop = terminated && end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    const text = bytes.toString('utf8', start, stop);
    offset += end - start + (terminated ? 1 : 0);
    return { number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text, endOffset: offset, terminated };
  };
  for await (const chunk of source) {
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk);
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE, rest.length); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      lines.push(take(bytes, start, end, true));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > LONGEST_LINE) {
      throw new UsageError(`line ${number + 1} is longer than ${LONGEST_LINE} bytes`, {
        code: 'LINE_TOO_LONG',
        hint: 'Expected CSV, or NDJSON with one object a line.',
      });
    }
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [take(rest, 0, rest.length, false)];
}
