/**
 * Characters that nobody sees, or that change what is seen around them: controls (C0, DEL, C1), format characters
 * (bidirectional, zero-width, tags), line and paragraph separators, fillers. The zero-width joiner is one of them: it
 * only matters in composed emoji, which are shown in their parts, and it can make two different numbers look alike.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const codePoint = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/**
 * Text from outside made safe to show on a terminal: characters that are not seen become their code points, and what is
 * longer than the limit (in characters) is cut.
 */
export function printable(text: string, limit = 500): string {
  const safe = text.replace(UNSEEN, codePoint);
  if (safe.length <= limit) return safe;
  return `${safe.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The same for a text of several lines, of any length: ends of lines and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(UNSEEN, (character) =>
    character === '\n' || character === '\t' ? character : codePoint(character),
  );
}

const jsonEscape = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');

/** JSON text with characters that are not seen written as `\u` escapes: the value stays the same. */
export function printableJson(json: string): string {
  // Blanks between tokens may be of these three; in a string they are escaped already.
  return json.replace(UNSEEN, (character) => (/[\t\n\r]/.test(character) ? character : jsonEscape(character)));
}

/**
 * A value as JSON that is safe to show on a terminal.
 * @param indent blanks a level; 0 gives one line
 */
export function toPrintableJson(value: unknown, indent = 0): string {
  return printableJson(JSON.stringify(value, null, indent));
}
