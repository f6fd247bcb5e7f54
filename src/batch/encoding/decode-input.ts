import { isAscii } from 'node:buffer';
import type { Encoding } from './encodings.js';
import { createSurvey, encodingOfMark } from './survey.js';

/** How an input is decoded. */
export interface DecodeSetup {
  /** The encoding; without one it is found out, as far as what has come in tells. */
  encoding?: Encoding | undefined;
  /** Told once of an encoding that was found out; not for mere ASCII. */
  onDetected?: ((encoding: Encoding) => void) | undefined;
}

const MARK_BYTES = 4;
const NEWLINE = 0x0a;

/** In bytes: beyond it a line without an end tells enough. */
const ENOUGH = 1024 * 1024;

/** The first bytes of a source put together, so that there are as many as a byte order mark may have. */
async function* withWholeMark(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let begun: Uint8Array | undefined = Buffer.alloc(0);
  for await (const chunk of source) {
    if (begun === undefined) {
      yield chunk;
      continue;
    }
    begun = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
    if (begun.length < MARK_BYTES) continue;
    yield begun;
    begun = undefined;
  }
  if (begun !== undefined && begun.length > 0) yield begun;
}

/** Portions of an input, each with the encoding of what has come so far, once it is known. */
async function* detected(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ bytes: Uint8Array; encoding: Encoding | undefined }, void> {
  let isFirst = true;
  let encoding: Encoding | undefined;
  let held: Uint8Array = Buffer.alloc(0);
  const judgeHeld = (isCut: boolean): void => {
    const survey = createSurvey();
    survey.add(held);
    encoding = survey.end(isCut);
  };
  for await (const bytes of source) {
    if (isFirst) encoding = encodingOfMark(bytes);
    isFirst = false;
    if (encoding !== undefined || (held.length === 0 && isAscii(bytes))) {
      yield { bytes, encoding };
      continue;
    }
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const wholeLines = held.lastIndexOf(NEWLINE) + 1;
    const tells = wholeLines > 0 && !isAscii(held.subarray(0, wholeLines));
    if (!tells && held.length < ENOUGH) continue;
    const rest = tells ? held.subarray(wholeLines) : Buffer.alloc(0);
    held = tells ? held.subarray(0, wholeLines) : held;
    judgeHeld(!tells);
    yield { bytes: Buffer.concat([held, rest]), encoding };
    held = Buffer.alloc(0);
  }
  if (held.length === 0) return;
  judgeHeld(false);
  yield { bytes: held, encoding };
}

/** How many bytes at the front can be decoded by themselves: no character goes beyond them. */
const wholeBytes = (bytes: Uint8Array, encoding: Encoding): number => {
  // No character of several bytes has this byte in GB18030.
  if (encoding === 'gb18030') return bytes.lastIndexOf(NEWLINE) + 1;
  const even = bytes.length - (bytes.length % 2);
  const isHighSurrogate = even > 0 && ((bytes[even - 1] ?? 0) & 0xfc) === 0xd8;
  return isHighSurrogate ? even - 2 : even;
};

/**
 * Makes a decoder of a stream to UTF-8. Node's own one with `stream: true` throws at a character that is cut in two and
 * then turns out to be invalid, in GB18030 and fatal or not.
 */
const createDecoder = (encoding: Encoding): ((more: Uint8Array, isLast: boolean) => Uint8Array) => {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  let held: Uint8Array = Buffer.alloc(0);
  return (more, isLast) => {
    const bytes = held.length === 0 ? more : Buffer.concat([held, more]);
    const length = isLast || bytes.length > ENOUGH ? bytes.length : wholeBytes(bytes, encoding);
    held = bytes.slice(length);
    return Buffer.from(decoder.decode(bytes.subarray(0, length)));
  };
};

/**
 * An input as UTF-8, whatever it was in. Bytes that are not of its encoding become U+FFFD, or in UTF-8 stay as they are
 * for whoever decodes that; a byte order mark stays. Without a given encoding, what comes before the first byte beyond
 * ASCII is passed on at once, and the lines that came together with that byte decide.
 * @throws {UsageError} `NOT_TEXT`, `BAD_ENCODING`: see `encodingOfMark` and `Survey`
 */
export async function* decodeInput(
  source: AsyncIterable<Uint8Array>,
  { encoding: given, onDetected }: DecodeSetup,
): AsyncGenerator<Uint8Array, void> {
  let known = given;
  let decode: ReturnType<typeof createDecoder> | undefined;
  const whole = withWholeMark(source);
  const portions = given === undefined ? detected(whole) : whole;
  for await (const portion of portions) {
    const { bytes, encoding } = portion instanceof Uint8Array ? { bytes: portion, encoding: given } : portion;
    if (known === undefined && encoding !== undefined) onDetected?.(encoding);
    known = encoding;
    if (known === undefined || known === 'utf-8') {
      yield bytes;
      continue;
    }
    decode ??= createDecoder(known);
    yield decode(bytes, false);
  }
  if (decode) yield decode(Buffer.alloc(0), true);
}
