import type { Encoding } from './encodings.js';

const LEADS = { first: 0x81, last: 0xfe };
const DIGITS = { first: 0x30, last: 0x39 };

/** The pointer of U+10000 in the four-byte part of GB18030; those behind it follow one by one. */
const FIRST_SUPPLEMENTARY = 189_000;

/** How many pointers of four bytes stand for characters up to U+FFFF. */
const FOUR_BYTE_PLAIN = 39_420;

const fourBytes = (pointer: number): number[] => [
  LEADS.first + Math.floor(pointer / 12_600),
  DIGITS.first + (Math.floor(pointer / 1260) % 10),
  LEADS.first + (Math.floor(pointer / 10) % 126),
  DIGITS.first + (pointer % 10),
];

/** The bytes of every character up to U+FFFF that GB18030 has: what the decoder of Node does, turned round. */
const invert = (): ReadonlyMap<string, readonly number[]> => {
  const decoder = new TextDecoder('gb18030');
  const bytesOf = new Map<string, readonly number[]>();
  const add = (bytes: readonly number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if (text.length === 1 && text !== '\uFFFD' && !bytesOf.has(text)) bytesOf.set(text, bytes);
  };
  for (let lead = LEADS.first; lead <= LEADS.last; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) if (trail !== 0x7f) add([lead, trail]);
  }
  for (let pointer = 0; pointer < FOUR_BYTE_PLAIN; pointer += 1) add(fourBytes(pointer));
  return bytesOf;
};

let inverted: ReadonlyMap<string, readonly number[]> | undefined;

const QUESTION_MARK = [0x3f];

const toGb18030 = (text: string): Buffer => {
  inverted ??= invert();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code > 0xffff) bytes.push(...fourBytes(FIRST_SUPPLEMENTARY + code - 0x10000));
    else bytes.push(...(inverted.get(character) ?? QUESTION_MARK));
  }
  return Buffer.from(bytes);
};

/** A text in an encoding. What GB18030 lacks (single surrogates) becomes `?`, elsewhere U+FFFD. */
export function encodeText(text: string, encoding: Encoding): Buffer {
  if (encoding === 'gb18030') return toGb18030(text);
  return Buffer.from(text.toWellFormed(), encoding === 'utf-8' ? 'utf8' : 'utf16le');
}
