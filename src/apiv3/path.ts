import { UsageError } from '../errors.js';
import { sayCall } from '../texts/calls.js';

/** `GET` of it downloads the platform certificates (下载平台证书). */
export const CERTIFICATES_PATH = '/v3/certificates';

const PLACEHOLDER = /\{([A-Za-z0-9_]+)\}/g;

type Placeholders<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** A value for each `{placeholder}` of a path. */
export type PathValues<P extends string> = Readonly<Record<Placeholders<P>, string>>;

/**
 * One path segment, percent-encoded as RFC 3986 asks: `|` becomes `%7C`; `*`, `_`, `-` stay.
 * @throws {UsageError} `BAD_PATH_PARAMETER` for what a URL cannot carry as a segment: empty, `.`, `..`, half a surrogate pair
 */
export function encodeSegment(value: string, name: string): string {
  const carried = value !== '' && value !== '.' && value !== '..' && value.isWellFormed();
  if (carried) return encodeURIComponent(value);
  throw new UsageError(sayCall('segment', name, JSON.stringify(value)), {
    code: 'BAD_PATH_PARAMETER',
    hint: sayCall('segmentHint', name),
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
      throw new UsageError(sayCall('placeholder', template, name), {
        code: 'MISSING_PATH_PARAMETER',
        hint: sayCall('placeholderHint', name),
      });
    }
    return encodeSegment(value, name);
  });
  return `/${path.replace(/^[\s/\\]+/, '')}`;
}

/**
 * What the placeholders of a path stand for in another one; `undefined` when that is another path. A placeholder never
 * stands for nothing.
 * @param segments of the path after its first slash, percent-decoded
 * @param isSame compares a fixed segment; exactly by default
 */
export function matchPath<P extends string>(
  template: P,
  segments: readonly string[],
  isSame?: (expected: string, found: string) => boolean,
): PathValues<P> | undefined;
/** Typed above: the values have the names of the placeholders. */
export function matchPath(
  template: string,
  segments: readonly string[],
  isSame: (expected: string, found: string) => boolean = (expected, found) => expected === found,
): Readonly<Record<string, string>> | undefined {
  const wanted = template.split('/').slice(1);
  if (wanted.length !== segments.length) return undefined;
  const values: [string, string][] = [];
  for (const [index, expected] of wanted.entries()) {
    const found = segments[index] ?? '';
    const [, name] = /^\{(.+)\}$/.exec(expected) ?? [];
    if (name === undefined ? !isSame(expected, found) : found === '') return undefined;
    if (name !== undefined) values.push([name, found]);
  }
  return Object.fromEntries(values);
}

const encodeQueryPart = (text: string): string => {
  // `URL` writes an apostrophe in a query as %27: left bare, it would be signed as one thing and sent as another.
  if (text.isWellFormed()) return encodeURIComponent(text).replaceAll("'", '%27');
  throw new UsageError(sayCall('queryCharacter', JSON.stringify(text)), {
    code: 'BAD_QUERY',
    hint: sayCall('queryHint'),
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
