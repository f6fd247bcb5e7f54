import { ConfigError, NetworkError, WechatPayError } from '../../errors.js';
import type { Caller } from '../../http/caller.js';
import type { AttemptWatch } from '../../http/types.js';
import { mayHaveCreated } from '../../insurance/create-failure.js';
import { createOrder } from '../../insurance/orders.js';
import { getOrder } from '../../insurance/read-back.js';
import type { CreateOrderRequest } from '../../insurance/schema.js';
import { sayResults } from '../../texts/batch-results.js';
import type { RowResult } from '../results/result-line.js';
import type { RateLimiter } from './rate-limiter.js';

/** How sending a row's order ended. */
export type Sent = Pick<RowResult, 'attempts' | 'ending'>;

/** Sends the orders of rows, at the pace that WeChat Pay allows. */
export interface Sender {
  /**
   * Creates an order, settling an outcome that is not known. Answers `undefined` when the signal fires while there is
   * certainly no order: before anything was sent, or when every attempt was rate-limited or not sent. What may have
   * arrived is never given up; when the signal fires, it is not sent again, and read back once more. Rejects for a bug,
   * and with a `ConfigError` for an order that was not sent, because no request can be signed or sent any more.
   * @param onSettling called when the outcome is not known, and reading the order back takes a while
   */
  create(
    order: CreateOrderRequest,
    signal: AbortSignal,
    onSettling: (error: WechatPayError) => void,
  ): Promise<Sent | undefined>;
  /** Reads back an order that an earlier row with the same number has created; otherwise like `create`. */
  read(outOrderNo: string, signal: AbortSignal): Promise<Sent | undefined>;
}

/** Whether an error says that there is certainly no order, and that another attempt might make one. */
const isUnsent = (error: unknown): boolean => error instanceof NetworkError && error.outcome !== 'unknown';

const ending = async (
  signal: AbortSignal,
  action: () => Promise<{ response: { body: Buffer } }>,
): Promise<RowResult['ending'] | undefined> => {
  try {
    return { order: (await action()).response.body };
  } catch (error) {
    if (signal.aborted && (error === signal.reason || isUnsent(error))) return undefined;
    // What cannot be signed, or sent for want of a configuration, is no fault of the row: the run has to end.
    if (error instanceof WechatPayError && !(error instanceof ConfigError)) return { error };
    throw error;
  }
};

/** The order exists: whatever came of reading it back, that must not look as if there were none. */
const unread = (outOrderNo: string, error: WechatPayError): WechatPayError =>
  new NetworkError(sayResults('notReadBack', outOrderNo, error.texts.message), {
    code: error.code,
    outcome: 'unknown',
    status: error.status,
    requestId: error.requestId,
    outOrderNo,
    hint: sayResults('notReadBackHint'),
    cause: error,
  });

/**
 * Makes a sender on a caller, whose every request is paced: first attempts, retries, and what settles an order.
 * @param mayExist whether an earlier run may have sent the orders, with or without a result to show for it
 */
export function createSender(caller: Caller, limiter: RateLimiter, mayExist = false): Sender {
  const watching = (signal: AbortSignal, onAttempt: () => void): AttemptWatch => {
    let arrived = false;
    return {
      beforeRetry: () => limiter.take(arrived ? undefined : signal),
      afterAttempt: (error, { method }) => {
        arrived ||= mayHaveCreated(error);
        if (error instanceof WechatPayError && error.status === 429) limiter.slowDown();
        if (method === 'POST') onAttempt();
      },
    };
  };
  const admit = async (signal: AbortSignal): Promise<void> => {
    await limiter.take(signal);
    signal.throwIfAborted();
  };
  return {
    create: async (order, signal, onSettling) => {
      let attempts = 0;
      const watch = watching(signal, () => {
        attempts += 1;
      });
      const end = await ending(signal, async () => {
        await admit(signal);
        return createOrder(caller, order, {
          watch,
          settleSignal: signal,
          mayExist,
          onSettling: (_, error) => {
            if (error instanceof WechatPayError) onSettling(error);
          },
        });
      });
      return end && { attempts, ending: end };
    },
    read: async (outOrderNo, signal) => {
      const watch = watching(signal, () => {});
      const end = await ending(signal, async () => {
        await admit(signal);
        return getOrder(caller, { out_order_no: outOrderNo }, { watch, retrySignal: signal });
      });
      return end && { attempts: 0, ending: 'error' in end ? { error: unread(outOrderNo, end.error) } : end };
    },
  };
}
