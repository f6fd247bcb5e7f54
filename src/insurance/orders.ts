import { NetworkError } from '../errors.js';
import type { Caller } from '../http/caller.js';
import type { CallRequest } from '../http/types.js';
import { type CallExtras, callRequest, namingOrder, readResponse, type Verified } from './api-call.js';
import { type FailedAttempts, finalCreateError, isForeign, unsettledCreateError } from './create-failure.js';
import { confirmRefusal, isOtherParameters, isRefusal, requireOwn, type SettleExtras, settle } from './read-back.js';
import type { CreateOrderRequest, InsuranceOrder } from './schema.js';

/** What a caller may add to a create. */
export interface CreateExtras extends SettleExtras {
  /** Called when the order has to be read back for a while: how long at most, in seconds, and what the attempts ended with. */
  onSettling?: ((seconds: number, error: unknown) => void) | undefined;
  /**
   * Whether somebody may have sent the order before, an earlier run of a batch say. Then what became of this request
   * says nothing of that one: a refusal has to be confirmed by reading the order, and "not sent" is not said.
   */
  mayExist?: boolean | undefined;
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
 * Sends a create again whose re-entry was refused on a connection that had served others, of an order that exists. The
 * refusal may be another request's, and a `get` does not show all that was asked for: on a new connection the create
 * itself tells. It makes no second order.
 * @throws {WechatPayError} that the order exists with other parameters, or that it may have been created
 */
const confirmReentry = async (
  caller: Caller,
  order: CreateOrderRequest,
  { onSettling: _, settleSignal, mayExist: __, ...extras }: CreateExtras,
  created: FailedAttempts,
): Promise<Verified<InsuranceOrder>> => {
  const { out_order_no } = order;
  if (settleSignal?.aborted) throw unsettledCreateError(out_order_no, created, undefined);
  await extras.watch?.beforeRetry?.();
  const again = await attempt(caller, order, { ...extras, retrySignal: settleSignal, freshConnection: true });
  if ('value' in again) return again;
  const final = finalCreateError(out_order_no, again);
  throw isOtherParameters(final) ? final : unsettledCreateError(out_order_no, again, undefined);
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
  const { onSettling, settleSignal, mayExist = false, ...callExtras } = extras;
  const { out_order_no } = order;
  return namingOrder(out_order_no, async () => {
    const created = await attempt(caller, order, { ...callExtras, retrySignal: settleSignal });
    if ('value' in created) return created;
    const final = finalCreateError(out_order_no, created);
    if (final !== undefined) {
      const isDoubtful = isRefusal(final) && (created.onReused || (mayExist && !isOtherParameters(final)));
      if (isDoubtful) {
        const told = { created, refused: final, mayExist };
        return confirmRefusal(caller, order, { ...callExtras, query: undefined }, told).catch((error: unknown) => {
          if (!isOtherParameters(final) || !isOtherParameters(error)) throw error;
          return confirmReentry(caller, order, extras, created);
        });
      }
      const isDenied = final instanceof NetworkError && final.outcome !== 'unknown';
      throw mayExist && isDenied ? unsettledCreateError(out_order_no, created, undefined) : final;
    }
    // What such an error says is of another request: told is what is known of this one.
    const { error } = created;
    const told = isForeign(error) ? unsettledCreateError(out_order_no, created, undefined) : error;
    // A query that was written for the create is not one of the get.
    const settled = await settle(caller, order, { ...callExtras, query: undefined, settleSignal }, (seconds) =>
      onSettling?.(seconds, told),
    );
    if ('order' in settled) return requireOwn(order, settled.order);
    throw unsettledCreateError(out_order_no, created, settled.failed);
  });
}
