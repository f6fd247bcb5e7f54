import type { Caller } from '../http/caller.js';
import type { CallRequest } from '../http/types.js';
import { type CallExtras, callRequest, namingOrder, readResponse, type Verified } from './api-call.js';
import { type FailedAttempts, finalCreateError, unsettledCreateError } from './create-failure.js';
import { confirmRefusal, isRefusal, requireOwn, type SettleExtras, settle } from './read-back.js';
import type { CreateOrderRequest, InsuranceOrder } from './schema.js';

/** What a caller may add to a create. */
export interface CreateExtras extends SettleExtras {
  /** Called when the order has to be read back for a while: how long at most, in seconds, and what the attempts ended with. */
  onSettling?: ((seconds: number, error: unknown) => void) | undefined;
}

/** The request that `create` sends, which is also what `--dry-run` shows. The body is serialised here, once. */
export function createOrderCall(order: CreateOrderRequest, extras: CallExtras = {}): CallRequest {
  const { out_order_no } = order;
  const body = Buffer.from(JSON.stringify(order));
  return callRequest('createOrder', { values: {}, asked: { out_order_no }, body }, extras);
}

/** The attempts of a create: the order, or how they ended. */
const attempt = async (
  caller: Caller,
  order: CreateOrderRequest,
  extras: CallExtras,
): Promise<Verified<InsuranceOrder> | FailedAttempts> => {
  const created = await caller.call(createOrderCall(order, extras));
  if (!created.ok) return created;
  const { out_order_no, openid } = order;
  try {
    return readResponse('createOrder', created.response, { out_order_no, openid });
  } catch (error) {
    // Signed, and of no use: whatever it answers, the order may have been created.
    return { error, attempts: created.attempts, mayHaveArrived: true, onReused: false };
  }
};

/**
 * Issues an order. Every attempt carries the identical body and number, so that none makes a second order. When the
 * attempts end without a response that says what became of it, the order is read back: one that exists is returned as
 * if the response had not been lost, and one that is still absent in the end remains unknown.
 * @throws {WechatPayError} whose message says that the order was "not sent", "rate-limited", "refused", that it "exists
 * with other parameters", or that it "may have been created"; and which names it
 */
export async function createOrder(
  caller: Caller,
  order: CreateOrderRequest,
  extras: CreateExtras = {},
): Promise<Verified<InsuranceOrder>> {
  const { onSettling, settleSignal, ...callExtras } = extras;
  const { out_order_no } = order;
  return namingOrder(out_order_no, async () => {
    const created = await attempt(caller, order, { ...callExtras, retrySignal: settleSignal });
    if ('value' in created) return created;
    const final = finalCreateError(out_order_no, created);
    if (final !== undefined) {
      if (!created.onReused || !isRefusal(final)) throw final;
      return confirmRefusal(caller, order, { ...callExtras, query: undefined }, { created, refused: final });
    }
    // A query that was written for the create is not one of the get.
    const settled = await settle(caller, order, { ...callExtras, query: undefined, settleSignal }, (seconds) =>
      onSettling?.(seconds, created.error),
    );
    if ('order' in settled) return requireOwn(order, settled.order);
    throw unsettledCreateError(out_order_no, created, settled.failed);
  });
}
