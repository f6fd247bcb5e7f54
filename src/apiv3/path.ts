import { UsageError } from '../errors.js';

const PLACEHOLDER = /\{([A-Za-z0-9_]+)\}/g;

/**
 * One path segment, percent-encoded as RFC 3986 asks: `|` becomes `%7C`; `*`, `_`, `-` stay.
 * @throws {UsageError} `BAD_PATH_PARAMETER` for what a URL cannot carry as a segment: empty, `.`, `..`, half a surrogate pair
 */
export function encodeSegment(value: string, name: string): string {
  const carried = value !== '' && value !== '.' && value !== '..' && value.isWellFormed();
  if (carried) return encodeURIComponent(value);
  throw new UsageError(`${name} cannot be part of a path: ${JSON.stringify(value)}`, {
    code: 'BAD_PATH_PARAMETER',
    hint: `Give a value for ${name}.`,
  });
}

/**
 * Fills the `{placeholders}` of a path; each value is encoded once. The path begins with exactly one slash: a missing
 * one is added, and of several only one stays, since `//host` would name another host.
 * @throws {UsageError} `MISSING_PATH_PARAMETER` naming the placeholder without a value; `BAD_PATH_PARAMETER`
 */
export function fillPath(template: string, parameters: Readonly<Record<string, string>> = {}): string {
  const path = template.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined) {
      throw new UsageError(`the path ${template} needs a value for ${name}`, {
        code: 'MISSING_PATH_PARAMETER',
        hint: `Pass it with the call: { ${name}: '…' }.`,
      });
    }
    return encodeSegment(value, name);
  });
  return `/${path.replace(/^[\s/\\]+/, '')}`;
}

const encodeQueryPart = (text: string): string => {
  // `URL` writes an apostrophe in a query as %27: left bare, it would be signed as one thing and sent as another.
  if (text.isWellFormed()) return encodeURIComponent(text).replaceAll("'", '%27');
  throw new UsageError(`a query cannot carry ${JSON.stringify(text)}: half of a character`, {
    code: 'BAD_QUERY',
    hint: 'Query parameters are Unicode text.',
  });
};

/**
 * A query string with its `?`, percent-encoded (a blank as `%20`), or the empty string when there is nothing to send.
 * @throws {UsageError} `BAD_QUERY` for half a surrogate pair
 */
export function encodeQuery(query: Iterable<readonly [string, string]>): string {
  const pairs = Array.from(query, ([key, value]) => `${encodeQueryPart(key)}=${encodeQueryPart(value)}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
