import { CERTIFICATES_PATH } from '../apiv3/path.js';
import { UsageError } from '../errors.js';

/**
 * The URL of a target on a host. The two are joined as text and not resolved, so that no target, `//elsewhere/` or
 * `@elsewhere`, can lead a signed request to another host.
 * @param origin scheme, host and port, without a slash at its end
 * @param target path with query, beginning with a slash
 * @throws {UsageError} `BAD_PATH` for a target that does not begin with a slash
 */
export function requestUrl(origin: string, target: string): URL {
  if (target.startsWith('/')) return new URL(origin + target);
  throw new UsageError(`the path ${JSON.stringify(target)} does not begin with a slash`, {
    code: 'BAD_PATH',
    hint: `Expected a path such as ${CERTIFICATES_PATH}.`,
  });
}
