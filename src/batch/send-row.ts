import type { Caller } from '../client/caller.js';
import type { AttemptWatch } from '../client/types.js';
import { NetworkError, WechatPayError } from '../errors.js';
import { createOrder, getOrder } from '../insurance/orders.js';
import type { CreateOrderRequest } from '../insurance/schema.js';
import type { Pace } from './pace.js';
import type { RowResult } from './result-line.js';

/** How sending a row's order ended. */
export type Sent = Pick<RowResult, 'attempts' | 'ending'>;

/** Sends the orders of rows, at the pace that WeChat Pay allows. */
export interface Sender {
  /**
   * Creates an order, settling an outcome that is not known. Answers `undefined` when the signal fires before anything
   * was sent; what is under way is never given up. Rejects for a bug only.
   */
  create(order: CreateOrderRequest, signal: AbortSignal): Promise<Sent | undefined>;
  /** Reads back an order that an earlier row with the same number has created; otherwise like `create`. */
  read(outOrderNo: string, signal: AbortSignal): Promise<Sent | undefined>;
}

const ending = async (action: () => Promise<{ answer: { body: Buffer } }>): Promise<RowResult['ending']> => {
  try {
    return { order: (await action()).answer.body };
  } catch (error) {
    if (error instanceof WechatPayError) return { error };
    throw error;
  }
};

/** The order exists: whatever came of reading it back, that must not look as if there were none. */
const unread = (outOrderNo: string, error: WechatPayError): WechatPayError =>
  new NetworkError(`order ${outOrderNo} was created for an earlier row, and could not be read back: ${error.message}`, {
    code: error.code,
    outcome: 'unknown',
    status: error.status,
    requestId: error.requestId,
    outOrderNo,
    hint: 'Run again with --resume.',
    cause: error,
  });

/** Makes a sender on a caller, whose every request is paced: first attempts, repeats, and what settles an order. */
export function createSender(caller: Caller, pace: Pace): Sender {
  const watching = (onAttempt: () => void): AttemptWatch => ({
    beforeRepeat: () => pace.take(),
    afterAttempt: (error, { method }) => {
      if (error instanceof WechatPayError && error.status === 429) pace.slowDown();
      if (method === 'POST') onAttempt();
    },
  });
  const admit = async (signal: AbortSignal): Promise<boolean> => {
    try {
      await pace.take(signal);
      return !signal.aborted;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  };
  return {
    create: async (order, signal) => {
      if (!(await admit(signal))) return undefined;
      let attempts = 0;
      const watch = watching(() => {
        attempts += 1;
      });
      const end = await ending(() => createOrder(caller, order, { watch }));
      return { attempts, ending: end };
    },
    read: async (outOrderNo, signal) => {
      if (!(await admit(signal))) return undefined;
      const end = await ending(() => getOrder(caller, outOrderNo, { watch: watching(() => {}) }));
      return { attempts: 0, ending: 'error' in end ? { error: unread(outOrderNo, end.error) } : end };
    },
  };
}
