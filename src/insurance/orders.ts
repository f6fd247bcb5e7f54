import { ApiError, NetworkError, WechatPayError } from '../errors.js';
import { anySignal, type Caller, isHostFailure } from '../http/caller.js';
import { cameOnReused } from '../http/connection.js';
import type { CallRequest } from '../http/types.js';
import {
  type CallExtras,
  callRequest,
  mismatchError,
  namingOrder,
  readCall,
  readResponse,
  type Verified,
} from './api-call.js';
import {
  type FailedAttempts,
  type FailedReading,
  finalCreateError,
  OTHER_PARAMETERS,
  otherParametersError,
  unsettledCreateError,
} from './create-failure.js';
import type { CreateOrderRequest, InsuranceOrder } from './schema.js';

/** What a caller may add to a create. */
export interface CreateExtras extends CallExtras {
  /** Called when the order has to be read back for a while: how long at most, in seconds, and what the attempts ended with. */
  onSettling?: ((seconds: number, error: unknown) => void) | undefined;
  /** Fires when the order is not to be waited for any more: then it is not sent again, and read back without pauses. */
  settleSignal?: AbortSignal | undefined;
}

/** The request that `create` sends, which is also what `--dry-run` shows. The body is serialised here, once. */
export function createOrderCall(order: CreateOrderRequest, extras: CallExtras = {}): CallRequest {
  const { out_order_no } = order;
  const body = Buffer.from(JSON.stringify(order));
  return callRequest('createOrder', { values: {}, asked: { out_order_no }, body }, extras);
}

/** What an order must be about. */
export interface ExpectedOrder {
  out_order_no: string;
  openid?: string | undefined;
}

/**
 * Reads an order back by the merchant's number.
 * @param expected the number, and the user if it is known whose order it is
 * @throws {WechatPayError} `ApiError` 404 when there is none; `SignatureError` `RESPONSE_MISMATCH`; each names the order
 */
export async function getOrder(
  caller: Caller,
  expected: ExpectedOrder,
  extras: CallExtras = {},
): Promise<Verified<InsuranceOrder>> {
  const { out_order_no, openid } = expected;
  return readCall(caller, 'getOrder', { values: { out_order_no }, expected: { openid }, extras });
}

/** The first pause between two readings, in milliseconds; each further one is twice as long. */
const FIRST_PAUSE_MS = 500;

/** How long an order is read back, in seconds: beyond the limit of one attempt, which may be under way for so long. */
const settlingSeconds = (caller: Caller): number => caller.timeout + 1;

type Settled = { order: Verified<InsuranceOrder> } | { conflict: Verified<InsuranceOrder> } | { failed: FailedReading };

/**
 * Reads an order back whose attempts may have arrived, with growing pauses: an attempt may still be under way, and a
 * replica may lag. Reading with another user's order under the number ends it too.
 */
const settle = async (
  caller: Caller,
  { out_order_no, openid }: CreateOrderRequest,
  { settleSignal, ...extras }: Omit<CreateExtras, 'onSettling'>,
  onSettling: (seconds: number) => void,
): Promise<Settled> => {
  const { monotonic, sleep } = caller.environment;
  const started = monotonic();
  const longest = settlingSeconds(caller);
  let turn = 0;
  for (let reads = 1, pause = FIRST_PAUSE_MS; ; reads += 1, pause *= 2) {
    await extras.watch?.beforeRetry?.();
    let failure: unknown;
    try {
      const order = await getOrder(caller, { out_order_no }, { ...extras, retries: 0, turn });
      return order.value.openid === openid ? { order } : { conflict: order };
    } catch (error) {
      extras.signal?.throwIfAborted();
      failure = error;
      if (isHostFailure(error)) turn += 1;
    }
    const seconds = (monotonic() - started) / 1000;
    if (seconds >= longest || settleSignal?.aborted) return { failed: { error: failure, reads, seconds } };
    if (reads === 1) onSettling(longest);
    try {
      await sleep(Math.min(pause, (longest - seconds) * 1000), anySignal(extras.signal, settleSignal));
    } catch (error) {
      // The settle signal asks for one last reading.
      if (extras.signal?.aborted || !settleSignal?.aborted) throw error;
    }
  }
};

/**
 * The codes of a `get` that found no order, as documented for this API and for PayScore; the status beside them is not
 * signed.
 */
const NO_SUCH_ORDER: ReadonlySet<string> = new Set(['RESOURCE_NOT_EXISTS', 'ORDER_NOT_EXIST']);

const isOtherParameters = (error: unknown): boolean => error instanceof ApiError && error.code === OTHER_PARAMETERS;

/** Whether an error says that its request was refused, for good or for now. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError || (error instanceof NetworkError && error.outcome === 'refused');

/** Whether a `get` bears out the refusal of a create: there is no such order, or it is refused for the same cause. */
const isConfirmedBy = (refused: FailedAttempts['error'], error: unknown): boolean =>
  error instanceof WechatPayError &&
  isRefusal(error) &&
  (NO_SUCH_ORDER.has(error.code) || (refused instanceof WechatPayError && error.code === refused.code));

/**
 * Reads an order once whose create was refused on a connection that had served others: the refusal may be another
 * request's. An order that is there is the result; that there is none, or the same refusal again, confirms it. A `get`
 * that is refused for another cause says nothing of the order.
 * @throws {WechatPayError} `refused`, or that the order may have been created
 */
const confirmRefusal = async (
  caller: Caller,
  { out_order_no, openid }: CreateOrderRequest,
  extras: CallExtras,
  { created, refused }: { created: FailedAttempts; refused: unknown },
): Promise<Verified<InsuranceOrder>> => {
  const started = caller.environment.monotonic();
  await extras.watch?.beforeRetry?.();
  try {
    return await getOrder(caller, { out_order_no, openid }, extras);
  } catch (error) {
    extras.signal?.throwIfAborted();
    if (isConfirmedBy(created.error, error)) throw refused;
    const seconds = (caller.environment.monotonic() - started) / 1000;
    throw unsettledCreateError(out_order_no, created, { error, reads: 1, seconds });
  }
};

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
    return { error, attempts: created.attempts, mayHaveArrived: true };
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
      const isBound = !cameOnReused(created.error) || !isRefusal(final) || isOtherParameters(final);
      if (isBound) throw final;
      return confirmRefusal(caller, order, { ...callExtras, query: undefined }, { created, refused: final });
    }
    // A query that was written for the create is not one of the get.
    const settled = await settle(caller, order, { ...callExtras, query: undefined, settleSignal }, (seconds) =>
      onSettling?.(seconds, created.error),
    );
    if ('order' in settled) return settled.order;
    if ('conflict' in settled) {
      const { response, value } = settled.conflict;
      const found = mismatchError(response, 'openid', { expected: order.openid, found: value.openid });
      throw otherParametersError(out_order_no, found, response.status);
    }
    throw unsettledCreateError(out_order_no, created, settled.failed);
  });
}
