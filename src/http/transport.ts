import { createExchange } from './exchange.js';
import { createJudge, type Judged } from './judge-response.js';
import { requestUrl } from './request-url.js';
import type { CallerOptions, CallRequest, Environment } from './types.js';

/** Limit of one whole attempt, in seconds, unless the caller sets another. */
export const DEFAULT_TIMEOUT_SECONDS = 20;

/** Sends one signed attempt to an origin. */
export type Send = (request: CallRequest, origin: string) => Promise<Judged>;

/**
 * Makes the function that sends attempts: each call of it is one attempt, whose response is verified before anyone can
 * read it.
 *
 * The returned function resolves with an `ApiError` for a refusal, and with a `NetworkError` for another response that
 * does not answer the request. It throws `SignatureError` for a 2xx that does not verify, `NetworkError` where no usable
 * response came (`ABORTED` when the signal fires), and `ConfigError` `BAD_PROXY`.
 */
export function createTransport(options: CallerOptions, environment: Environment): Send {
  const { timeout = DEFAULT_TIMEOUT_SECONDS, exchange = createExchange(options, environment) } = options;
  const judge = createJudge(options, environment);

  return async (request, origin) => {
    const url = requestUrl(origin, request.target);
    const raw = await exchange(request, url, Math.min(request.timeout ?? timeout, timeout));
    return judge(raw, request, `${request.method} ${url.href}`);
  };
}
