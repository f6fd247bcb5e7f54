/** The first thing that is wrong with a text that is not JSON. */
export interface JsonProblem {
  /** Index into the text. */
  offset: number;
  reason: string;
}

const BLANK = /[ \t\r\n]*/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Finds where a text stops being JSON (RFC 8259). `JSON.parse` cannot be asked: its messages quote the text, which may
 * be a key, and often lack the position.
 */
export function findJsonProblem(text: string): JsonProblem | undefined {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const skipToken = (pattern: RegExp): boolean => {
    skip(BLANK);
    const found = skip(pattern);
    skip(BLANK);
    return found;
  };
  const list = (close: RegExp, closeName: string, item: () => string | undefined): string | undefined => {
    if (skipToken(close)) return undefined;
    do {
      const problem = item();
      if (problem !== undefined) return problem;
    } while (skipToken(/,/y));
    return skipToken(close) ? undefined : `expected a comma or ${closeName}`;
  };
  const member = (): string | undefined => {
    if (!skipToken(STRING)) return 'expected a name in double quotes';
    return skipToken(/:/y) ? value() : 'expected a colon';
  };
  const value = (): string | undefined => {
    if (skipToken(STRING) || skipToken(SCALAR)) return undefined;
    if (skipToken(/\{/y)) return list(/\}/y, '}', member);
    if (skipToken(/\[/y)) return list(/\]/y, ']', value);
    return text[at] === '"' ? 'this string does not end on its line, or has an invalid escape' : 'expected a value';
  };
  const reason = value() ?? (at < text.length ? 'expected nothing more' : undefined);
  return reason === undefined ? undefined : { offset: at, reason };
}
