import { NetworkError, SignatureError, WechatPayError } from '../errors.js';
import { reasonOf } from '../shared/message-of.js';
import { requestUrl } from './request-url.js';
import { DEFAULT_RETRIES, retryDelay } from './retry.js';
import { realRuntime } from './runtime.js';
import { createTransport, DEFAULT_TIMEOUT_SECONDS } from './transport.js';
import type { CallerOptions, CallRequest, Environment, VerifiedResponse } from './types.js';

/** How a call ended: with a verified response, or with the last error and what the attempts together may have done. */
type CallResult =
  | { ok: true; response: VerifiedResponse; attempts: number }
  | {
      ok: false;
      error: unknown;
      attempts: number;
      /** Whether any attempt may have reached WeChat Pay without our having seen its answer. */
      mayHaveArrived: boolean;
      /** Whether the last error is a response on a connection that had served another request before: see `Judged`. */
      onReused: boolean;
    };

/** Makes signed calls. */
export interface Caller {
  /** Sends a request, retrying as its kind allows. Never rejects, but with the reason of the request's own signal. */
  call: (request: CallRequest) => Promise<CallResult>;
  /** Limit of one attempt, in seconds. */
  timeout: number;
  environment: Environment;
}

/**
 * Whether a request that ended with this error may have reached WeChat Pay without our having seen its response. An
 * error that is a bug says nothing of how far the request got.
 */
export function mayHaveArrived(error: unknown): boolean {
  if (error instanceof NetworkError) return error.outcome === 'unknown';
  return error instanceof SignatureError || !(error instanceof WechatPayError);
}

/** Whether an error says that no response came from the host, so that another host is worth the next attempt. */
export function isHostFailure(error: unknown): boolean {
  return error instanceof NetworkError && error.status === undefined;
}

/** A signal that fires when any of them does; `undefined` where there is none. */
export function anySignal(...given: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const signals = given.filter((signal) => signal !== undefined);
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}

/** Makes a caller: one transport, a policy of retries, and a backup host that takes over after a network failure. */
export function createCaller(options: CallerOptions): Caller {
  const { retries = DEFAULT_RETRIES, timeout = DEFAULT_TIMEOUT_SECONDS, onTrace } = options;
  const environment = realRuntime(options.environment);
  const send = createTransport(options, environment);
  const hosts = [options.baseUrl, options.backupBaseUrl].filter((url) => url !== undefined);

  const call = async (request: CallRequest): Promise<CallResult> => {
    let arrived = false;
    let turn = request.turn ?? 0;
    const limit = request.retries ?? retries;
    for (let attempt = 1; ; attempt += 1) {
      const origin = hosts[turn % hosts.length] ?? options.baseUrl;
      const started = environment.monotonic();
      const { serial } = options.credentials;
      onTrace?.({
        event: 'attempt',
        attempt,
        method: request.method,
        url: requestUrl(origin, request.target).href,
        serial,
      });
      const sent = await send(request, origin).catch((error: unknown) => ({ error, onReused: false }));
      const ms = Math.round(environment.monotonic() - started);
      if ('response' in sent) {
        const { response } = sent;
        const { status, requestId, signedBy } = response;
        onTrace?.({ event: 'answer', status, requestId, signedBy, ms });
        request.watch?.afterAttempt(undefined, request);
        return { ok: true, response, attempts: attempt };
      }
      const { error, onReused } = sent;
      request.watch?.afterAttempt(error, request);
      request.signal?.throwIfAborted();
      onTrace?.({ event: 'failure', message: reasonOf(error), ms });
      arrived ||= mayHaveArrived(error);
      const delay = retryDelay({
        error,
        attempt,
        retries: limit,
        idempotent: request.idempotent,
        random: environment.random(),
      });
      const ended: CallResult = { ok: false, error, attempts: attempt, mayHaveArrived: arrived, onReused };
      if (delay === undefined || request.retrySignal?.aborted) return ended;
      if (isHostFailure(error)) turn += 1;
      onTrace?.({ event: 'wait', ms: delay, attempt: attempt + 1, of: limit + 1 });
      try {
        await environment.sleep(delay, anySignal(request.signal, request.retrySignal));
      } catch (reason) {
        if (request.signal?.aborted || !request.retrySignal?.aborted) throw reason;
        return ended;
      }
      await request.watch?.beforeRetry?.();
    }
  };

  return { call, timeout, environment };
}
