import { CERTIFICATES_PATH } from '../apiv3/path.js';
import { UsageError } from '../errors.js';
import { sayNetwork } from '../texts/network.js';

/**
 * The URL of a target on a host. The two are joined as text and not resolved, so that no target, `//elsewhere/` or
 * `@elsewhere`, can lead a signed request to another host.
 * @param origin scheme, host and port, without a slash at its end
 * @param target path with query, beginning with a slash
 * @throws {UsageError} `BAD_PATH` for a target that does not begin with a slash
 */
export function requestUrl(origin: string, target: string): URL {
  if (target.startsWith('/')) return new URL(origin + target);
  throw new UsageError(sayNetwork('badPath', JSON.stringify(target)), {
    code: 'BAD_PATH',
    hint: sayNetwork('badPathHint', CERTIFICATES_PATH),
  });
}
