import { NetworkError, SignatureError } from '../errors.js';
import { realEnvironment } from './environment.js';
import { proxyFor, withoutPassword } from './proxy.js';
import { requestUrl } from './request-url.js';
import { DEFAULT_RETRIES, retryDelay } from './retry.js';
import { createTransport } from './transport.js';
import type { CallerOptions, CallRequest, Environment, VerifiedAnswer } from './types.js';

/** How a call ended: with a verified answer, or with the last error and what the attempts together may have done. */
export type CallResult =
  | { ok: true; answer: VerifiedAnswer; attempts: number }
  | {
      ok: false;
      error: unknown;
      attempts: number;
      /** Whether any attempt may have reached WeChat Pay without our having seen its answer. */
      mayHaveArrived: boolean;
    };

/** Makes signed calls. */
export interface Caller {
  /** Sends a request, repeating it as its kind allows. Never rejects, but for a caller's own abort. */
  call: (request: CallRequest) => Promise<CallResult>;
  environment: Environment;
}

/** Whether a request that ended with this error may have reached WeChat Pay without our having seen its answer. */
export function mayHaveArrived(error: unknown): boolean {
  return error instanceof SignatureError || (error instanceof NetworkError && error.outcome === 'unknown');
}

/** Whether an error says that no answer came from this host, so that another host is worth the next attempt. */
const isHostFailure = (error: unknown): boolean => error instanceof NetworkError && error.status === undefined;

/** Makes a caller: one transport, a policy of repeats, and a backup host that takes over after a network failure. */
export function createCaller(options: CallerOptions): Caller {
  const { retries = DEFAULT_RETRIES, onTrace } = options;
  const environment = realEnvironment(options.environment);
  const send = createTransport(options, environment);
  const [primary, ...backups] = [options.baseUrl, options.backupBaseUrl].filter((url) => url !== undefined);

  const traceAttempt = (
    trace: NonNullable<typeof onTrace>,
    { method, target }: CallRequest,
    attempt: number,
    origin: string,
  ): void => {
    const url = requestUrl(origin, target);
    const proxy = proxyFor(url, options.proxy);
    const { serial } = options.credentials;
    trace({ event: 'attempt', attempt, method, url: url.href, proxy: proxy && withoutPassword(proxy), serial });
  };

  const call = async (request: CallRequest): Promise<CallResult> => {
    let arrived = false;
    let origin = primary ?? options.baseUrl;
    for (let attempt = 1; ; attempt += 1) {
      const started = environment.now();
      if (onTrace) traceAttempt(onTrace, request, attempt, origin);
      try {
        const answer = await send(request, origin);
        const { status, requestId, signedBy } = answer;
        onTrace?.({ event: 'answer', status, requestId, signedBy, ms: environment.now() - started });
        request.watch?.afterAttempt(undefined, request);
        return { ok: true, answer, attempts: attempt };
      } catch (error) {
        request.signal?.throwIfAborted();
        onTrace?.({
          event: 'failure',
          message: error instanceof Error ? error.message : String(error),
          ms: environment.now() - started,
        });
        request.watch?.afterAttempt(error, request);
        arrived ||= mayHaveArrived(error);
        const delay = retryDelay({
          error,
          attempt,
          retries: request.retries ?? retries,
          repeatable: request.repeatable,
          random: environment.random(),
        });
        if (delay === undefined) return { ok: false, error, attempts: attempt, mayHaveArrived: arrived };
        const [backup] = backups;
        if (backup !== undefined && isHostFailure(error)) origin = origin === backup ? (primary ?? backup) : backup;
        onTrace?.({ event: 'wait', ms: delay });
        await environment.sleep(delay, request.signal);
        await request.watch?.beforeRepeat();
      }
    }
  };

  return { call, environment };
}
