import { isAscii, isUtf8 } from 'node:buffer';
import { UsageError } from '../../errors.js';
import { sayEncoding } from '../../texts/encoding.js';
import type { Encoding } from './encodings.js';

const BYTE_ORDER_MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
];

const UTF_16BE_MARK = [0xfe, 0xff];

/** How files begin that Excel saves as workbooks: `.xlsx` is a ZIP archive, `.xls` an OLE2 file. */
const WORKBOOKS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

const beginsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, at) => bytes[at] === byte);

/**
 * The encoding that a byte order mark names; `undefined` without one.
 * @param bytes the beginning of the input, four bytes or more if it has as many
 * @throws {UsageError} `NOT_TEXT` for an Excel workbook; `BAD_ENCODING` for UTF-16BE
 */
export function encodingOfMark(bytes: Uint8Array): Encoding | undefined {
  if (WORKBOOKS.some((start) => beginsWith(bytes, start))) {
    throw new UsageError(sayEncoding('workbook'), { code: 'NOT_TEXT', hint: sayEncoding('saveAsCsv') });
  }
  if (beginsWith(bytes, UTF_16BE_MARK)) {
    throw new UsageError(sayEncoding('bigEndian'), { code: 'BAD_ENCODING', hint: sayEncoding('saveAsCsv') });
  }
  return BYTE_ORDER_MARKS.find(([, mark]) => beginsWith(bytes, mark))?.[0];
}

/** Looks at lines without judging any single one of them. */
export interface Survey {
  add(bytes: Uint8Array): void;
  /**
   * The encoding of all that was added, of which the last line may go on (`isCut`); `undefined` when it is ASCII, which reads the same in UTF-8 and GB18030.
   * @throws {UsageError} `BAD_ENCODING` with the first line that is neither, or when some lines are UTF-8 and some are not
   */
  end(isCut?: boolean): Encoding | undefined;
}

const NEWLINE = 0x0a;

/** In bytes: what is longer is judged in parts. */
const LONGEST = 4 * 1024 * 1024;

/** By chance a line of GB18030 is valid UTF-8 too, but of a hundred not one. */
const CHANCE = 0.01;

/** Whether there are characters of three or more bytes in UTF-8, as Chinese ones are. */
const hasLongCharacters = (bytes: Uint8Array): boolean => bytes.some((byte) => byte >= 0xe0);

/** Bytes without the beginning of a character of UTF-8 at their end. */
const withoutCutCharacter = (bytes: Uint8Array): Uint8Array => {
  for (let at = bytes.length - 1; at >= 0 && at >= bytes.length - 3; at -= 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0)
      return bytes.length - at < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.subarray(0, at) : bytes;
  }
  return bytes;
};

const isGb18030 = (bytes: Uint8Array): boolean => {
  try {
    // As a part of a stream: a character that is cut in two at the end is no error.
    new TextDecoder('gb18030', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
};

/** Begins to look at an input: whether it is UTF-8, and otherwise GB18030. */
export function createSurvey(): Survey {
  let begun = Buffer.alloc(0);
  let line = 1;
  /** Lines that are surely UTF-8. */
  let utf8 = 0;
  /** Lines that are not. */
  let others = 0;
  let isAllAscii = true;
  let firstOther = 0;
  let firstNeither = 0;

  /** @param isCut whether the line goes on behind these bytes */
  const judge = (bytes: Uint8Array, isCut = false): void => {
    if (isAscii(bytes)) return;
    isAllAscii = false;
    if (isUtf8(isCut ? withoutCutCharacter(bytes) : bytes)) {
      if (hasLongCharacters(bytes)) utf8 += 1;
      return;
    }
    others += 1;
    firstOther ||= line;
    if (firstNeither === 0 && !isGb18030(bytes)) firstNeither = line;
  };

  return {
    add: (more) => {
      const bytes =
        begun.length > 0 ? Buffer.concat([begun, more]) : Buffer.from(more.buffer, more.byteOffset, more.length);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        judge(bytes.subarray(start, end));
        start = end + 1;
        line += 1;
      }
      begun = Buffer.from(bytes.subarray(start));
      if (begun.length <= LONGEST) return;
      judge(begun, true);
      begun = Buffer.alloc(0);
    },
    end: (isCut) => {
      judge(begun, isCut);
      begun = Buffer.alloc(0);
      if (isAllAscii) return undefined;
      if (others === 0) return 'utf-8';
      if (utf8 > others * CHANCE) {
        throw new UsageError(sayEncoding('mixed', firstOther), {
          code: 'BAD_ENCODING',
          hint: sayEncoding('saveAsCsv'),
        });
      }
      if (firstNeither > 0) {
        throw new UsageError(sayEncoding('neither', firstNeither), {
          code: 'BAD_ENCODING',
          hint: sayEncoding('saveAsCsv'),
        });
      }
      return 'gb18030';
    },
  };
}

/**
 * The encoding of a whole input, of which each byte is looked at; `undefined` for mere ASCII.
 * @throws {UsageError} see `encodingOfMark` and `Survey`
 */
export async function surveyEncoding(source: AsyncIterable<Uint8Array>): Promise<Encoding | undefined> {
  const survey = createSurvey();
  let isFirst = true;
  for await (const bytes of source) {
    const marked = isFirst ? encodingOfMark(bytes) : undefined;
    if (marked !== undefined) return marked;
    isFirst = false;
    survey.add(bytes);
  }
  return survey.end();
}
