import type { RateLimiter } from '../batch/send/rate-limiter.js';
import { ApiError, NetworkError, WechatPayError } from '../errors.js';
import type { Caller } from '../http/caller.js';
import type { Verified } from '../insurance/api-call.js';
import { isPending } from '../insurance/poll.js';
import { getOrder, isNoSuchOrder } from '../insurance/read-back.js';
import type { InsuranceOrder } from '../insurance/schema.js';

/** What reading an order back brought. */
export type Reading =
  | { status: 'found'; order: Verified<InsuranceOrder> }
  /** A signed response says that there is no such order. */
  | { status: 'absent'; error: ApiError }
  | { status: 'unknown'; error: WechatPayError };

/** Reads orders back, at the rate that WeChat Pay allows. */
export interface Reader {
  /** Answers `undefined` when the signal fires before anything is known. Rejects for a bug only. */
  read(outOrderNo: string, signal: AbortSignal): Promise<Reading | undefined>;
}

/** Whether a reading is the last word on its order: it is there, and its state changes no more. */
export function isFinal(reading: Reading): boolean {
  return reading.status === 'found' && !isPending(reading.order.value);
}

/** Whether a signed response says that there is no such order. */
const isAbsent = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.signed && isNoSuchOrder(error);

/** Makes a reader on a caller, whose every request waits for the rate limiter. */
export function createReader(caller: Caller, limiter: RateLimiter): Reader {
  const watch = (signal: AbortSignal) => ({
    beforeRetry: () => limiter.take(signal),
    afterAttempt: (error: unknown) => {
      if (error instanceof WechatPayError && error.status === 429) limiter.slowDown();
    },
  });
  const get = async (outOrderNo: string, signal: AbortSignal, freshConnection: boolean) => {
    await limiter.take(signal);
    signal.throwIfAborted();
    const extras = { watch: watch(signal), retrySignal: signal, freshConnection };
    return getOrder(caller, { out_order_no: outOrderNo }, extras);
  };
  return {
    read: async (outOrderNo, signal) => {
      try {
        const order = await get(outOrderNo, signal, false).catch((error: unknown) => {
          if (!isAbsent(error)) throw error;
          // It names no order: on a connection that is kept it may be the response to another request.
          return get(outOrderNo, signal, true);
        });
        return { status: 'found', order };
      } catch (error) {
        if (signal.aborted && (error === signal.reason || error instanceof NetworkError)) return undefined;
        if (isAbsent(error)) return { status: 'absent', error };
        if (error instanceof WechatPayError) return { status: 'unknown', error };
        throw error;
      }
    },
  };
}
