import { CERTIFICATES_PATH, encodeQuery } from '../../apiv3/path.js';
import { segmentOf } from '../../client/segments.js';
import { UsageError } from '../../errors.js';
import { CALL_NAMES, CALLS } from '../../insurance/api.js';
import type { Text } from '../../shared/text.js';
import { sayCommand } from '../../texts/command.js';

const usage = (message: Text, hint: Text): UsageError => new UsageError(message, { code: 'BAD_PATH', hint });

const bare = CERTIFICATES_PATH.slice(1);

const FORMS: Text = sayCommand('forms', CERTIFICATES_PATH, bare, bare.replaceAll('/', '.'));

const KNOWN_PATHS = CALL_NAMES.map((name) => CALLS[name].path);

/**
 * The path of names with dots between them. What names a segment of a known path, as the client's chain does
 * (`insuranceOrders`), is that segment; everything else may be a value, and stays as typed.
 */
const dottedPath = (typed: string): string => {
  let path = '';
  for (const name of typed.split('.')) {
    const named = `${path}/${segmentOf(name)}`;
    const isKnown = KNOWN_PATHS.some((known) => `${known}/`.startsWith(`${named}/`));
    path = isKnown ? named : `${path}/${name}`;
  }
  return path;
};

/** A path in any of the forms that people have at hand, as path and query with a leading slash. */
const toPath = (typed: string, baseUrl: string): string => {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) {
    if (!URL.canParse(typed)) throw usage(sayCommand('notUrl', JSON.stringify(typed)), FORMS);
    const { origin, href } = new URL(typed);
    if (origin === baseUrl) return href.slice(origin.length);
    throw usage(sayCommand('otherHost', origin, baseUrl), sayCommand('otherHostHint'));
  }
  if (typed.startsWith('/')) return typed;
  return typed.includes('/') ? `/${typed}` : dottedPath(typed);
};

/**
 * The target of a raw request: the path as typed (with or without a slash, dotted, or a full URL of the configured
 * host), and the pairs of `--query` behind what query it has.
 * @param query `name=value` each, neither encoded
 * @throws {UsageError} `BAD_PATH`, `BAD_QUERY`
 */
export function requestTarget(typed: string, query: readonly string[], baseUrl: string): string {
  if (typed.includes('#')) throw usage(sayCommand('fragment', JSON.stringify(typed)), FORMS);
  const pairs = query.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
    throw new UsageError(sayCommand('badQuery', JSON.stringify(pair)), {
      code: 'BAD_QUERY',
      hint: sayCommand('badQueryHint'),
    });
  });
  const path = toPath(typed, baseUrl);
  const more = encodeQuery(pairs);
  return path.includes('?') && more !== '' ? `${path}&${more.slice(1)}` : path + more;
}
