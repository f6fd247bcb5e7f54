import { sayValue } from '../texts/values.js';
import type { Text } from './text.js';

/**
 * Blanks (the full-width one too), controls, BOM, zero-width characters, lone surrogates; what takes four bytes in UTF-8;
 * and what Node puts where bytes were not UTF-8.
 */
const REFUSED = /[\s\p{C}\uFFFD\u{10000}-\u{10FFFF}]/u;

const reasonOf = (character: string, name: string): Text => {
  if (/\p{Cs}/u.test(character)) return sayValue('surrogate', name);
  if (character.length > 1) return sayValue('fourBytes', character, name);
  return character === '\uFFFD' ? sayValue('replaced', name) : sayValue('invisible', name);
};

/**
 * What is wrong with the characters of a text in a request, in one phrase that names the first of them; `undefined` when
 * nothing is. APIv3's basic rules for requests: characters of 1 to 3 bytes in UTF-8, so no emoji; and WeChat Pay refuses
 * what nobody sees (错误码 268435461).
 */
export function refusedCharacter(text: string): Text | undefined {
  return firstOf(text, REFUSED);
}

/** The same of a whole body as JSON, in which blanks are allowed: only what takes four bytes is refused. */
export function refusedInBody(body: unknown): Text | undefined {
  // Without the escapes in which such a character may be written.
  return firstOf(JSON.stringify(body), /[\u{10000}-\u{10FFFF}]/u);
}

function firstOf(text: string, refused: RegExp): Text | undefined {
  const [character] = refused.exec(text) ?? [];
  if (character === undefined) return undefined;
  return reasonOf(character, `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
}
