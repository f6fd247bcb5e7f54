/**
 * Text from outside made safe to show on a terminal: control characters, which could move the cursor or colour what
 * follows, become their code points, and what is longer than the limit (in characters) is cut.
 */
export function printable(text: string, limit = 500): string {
  const safe = text.replace(
    /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu,
    (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`,
  );
  return safe.length > limit ? `${safe.slice(0, limit)}…` : safe;
}
