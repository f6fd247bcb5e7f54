/**
 * Blanks (the full-width one too), controls, BOM, zero-width characters, lone surrogates; what takes four bytes in UTF-8;
 * and what Node puts where bytes were not UTF-8.
 */
const REFUSED = /[\s\p{C}\uFFFD\u{10000}-\u{10FFFF}]/u;

const reasonOf = (character: string, name: string): string => {
  if (/\p{Cs}/u.test(character)) return `it contains half a character (${name}, a lone surrogate)`;
  if (character.length > 1)
    return `it contains ${character} (${name}): only characters of 1 to 3 bytes in UTF-8 are allowed`;
  if (character === '\uFFFD') return `it contains ${name}, which stands for bytes that were not UTF-8`;
  return `it contains a blank or an invisible character (${name})`;
};

/**
 * What is wrong with the characters of a text in a request, in one phrase that names the first of them; `undefined` when
 * nothing is. APIv3's basic rules for requests: characters of 1 to 3 bytes in UTF-8, so no emoji; and WeChat Pay refuses
 * what nobody sees (错误码 268435461).
 */
export function refusedCharacter(text: string): string | undefined {
  const [character] = REFUSED.exec(text) ?? [];
  if (character === undefined) return undefined;
  return reasonOf(character, `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
}
