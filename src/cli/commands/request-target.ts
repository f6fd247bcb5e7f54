import { encodeQuery } from '../../apiv3/path.js';
import { UsageError } from '../../errors.js';

const usage = (message: string, hint: string): UsageError => new UsageError(message, { code: 'BAD_PATH', hint });

const FORMS = 'Expected /v3/certificates, v3/certificates, v3.certificates, or a full URL of the configured host.';

/** A path in any of the forms that people have at hand, as path and query with a leading slash. */
const toPath = (typed: string, baseUrl: string): string => {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) {
    if (!URL.canParse(typed)) throw usage(`${JSON.stringify(typed)} is no URL`, FORMS);
    const { origin, href } = new URL(typed);
    if (origin === baseUrl) return href.slice(origin.length);
    throw usage(
      `${origin} is not the configured host, ${baseUrl}`,
      'A request is signed for one host. Name another one with --base-url.',
    );
  }
  if (typed.startsWith('/')) return typed;
  return `/${typed.includes('/') ? typed : typed.replaceAll('.', '/')}`;
};

/**
 * The target of a raw request: the path as typed (with or without a slash, dotted, or a full URL of the configured
 * host), and the pairs of `--query` behind what query it has.
 * @param query `name=value` each, neither encoded
 * @throws {UsageError} `BAD_PATH`, `BAD_QUERY`
 */
export function requestTarget(typed: string, query: readonly string[], baseUrl: string): string {
  if (typed.includes('#')) throw usage(`a path has no fragment: ${JSON.stringify(typed)}`, FORMS);
  const pairs = query.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
    throw new UsageError(`--query: expected name=value, found ${JSON.stringify(pair)}`, {
      code: 'BAD_QUERY',
      hint: 'Neither side is percent-encoded by hand.',
    });
  });
  const path = toPath(typed, baseUrl);
  const more = encodeQuery(pairs);
  return path.includes('?') && more !== '' ? `${path}&${more.slice(1)}` : path + more;
}
