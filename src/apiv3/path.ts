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
 * Fills the `{placeholders}` of a path; each value is encoded once. Adds a missing leading slash.
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
  return path.startsWith('/') ? path : `/${path}`;
}

/** A query string with its `?`, percent-encoded (a blank as `%20`), or the empty string when there is nothing to send. */
export function encodeQuery(query: Iterable<readonly [string, string]>): string {
  const pairs = Array.from(query, ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
