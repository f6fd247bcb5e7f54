import { StringDecoder } from 'node:string_decoder';

/** One physical line of a file, without its end. */
export interface Line {
  /** The first line is 1. */
  number: number;
  /** Of a line that is too long only the beginning. */
  text: string;
  /** Whether it is longer than the limit. */
  tooLong: boolean;
  /** Bytes from the start of the file to behind the line and its end. */
  endOffset: number;
  /** Whether a line feed ends it: only the last line of a file may lack one. */
  terminated: boolean;
}

/** The longest line that is read, in bytes; no row of this API comes near. */
export const LONGEST_LINE = 1024 * 1024;

/** What is left of a line that is too long, in bytes: enough to recognise it, and never too long itself. */
const BEGINNING = 1024;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const EMPTY: Buffer = Buffer.alloc(0);

/**
 * The lines of a byte stream, as many at once as a chunk of it holds, so that a million of them cost no million
 * promises. Lines end with LF or CRLF; a BOM at the start is left out. Bytes that are no UTF-8 become U+FFFD.
 * @param limit the longest line that is read whole, in bytes without its end; what a longer one has behind its
 * beginning is let go as it comes in, so that an endless line fills no memory
 */
export async function* readLines(
  source: AsyncIterable<Uint8Array>,
  limit = LONGEST_LINE,
): AsyncGenerator<Line[], void> {
  /** What has come of a line whose end has not, as far as it is kept. */
  let begun = EMPTY;
  let dropped = 0;
  let number = 0;
  let offset = 0;

  const keep = (bytes: Buffer): void => {
    // The byte more may be the CR of its end.
    const room = limit + 1 - begun.length;
    if (room > 0) begun = Buffer.concat([begun, bytes.subarray(0, room)]);
    dropped += Math.max(0, bytes.length - room);
  };

  const toLine = (bytes: Buffer, start: number, end: number, terminated: boolean): Line => {
    number += 1;
    offset += dropped + end - start + (terminated ? 1 : 0);
    const hasReturn = terminated && dropped === 0 && end > start && bytes[end - 1] === CARRIAGE_RETURN;
    const stop = hasReturn ? end - 1 : end;
    const tooLong = dropped + stop - start > limit;
    // The decoder leaves a character that was cut in two out.
    const text = tooLong
      ? new StringDecoder('utf8').write(bytes.subarray(start, start + Math.min(BEGINNING, limit)))
      : bytes.toString('utf8', start, stop);
    return { number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text, tooLong, endOffset: offset, terminated };
  };

  const endBegun = (terminated: boolean): Line => {
    const line = toLine(begun, 0, begun.length, terminated);
    begun = EMPTY;
    dropped = 0;
    return line;
  };

  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      if (begun.length === 0) lines.push(toLine(bytes, start, end, true));
      else {
        keep(bytes.subarray(start, end));
        lines.push(endBegun(true));
      }
      start = end + 1;
    }
    if (start < bytes.length) keep(bytes.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (begun.length > 0) yield [endBegun(false)];
}
