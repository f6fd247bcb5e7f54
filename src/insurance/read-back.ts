import { ApiError, ConfigError, NetworkError, WechatPayError } from '../errors.js';
import { anySignal, type Caller, isHostFailure } from '../http/caller.js';
import { type CallExtras, mismatchError, readCall, type Verified } from './api-call.js';
import {
  type FailedAttempts,
  type FailedReading,
  NO_SUCH_ORDER,
  OTHER_PARAMETERS,
  otherParametersError,
  unsettledCreateError,
} from './create-failure.js';
import type { CreateOrderRequest, InsuranceOrder } from './schema.js';

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

/** What a caller may add to reading back. */
export interface SettleExtras extends CallExtras {
  /** Fires when the order is not to be waited for any more: then it is not sent again, and read back without pauses. */
  settleSignal?: AbortSignal | undefined;
}

/** How it ended: with an order that has the number, or how the last reading failed. */
type Settled = { order: Verified<InsuranceOrder> } | { failed: FailedReading };

/**
 * Reads an order back whose attempts may have arrived, with growing pauses: an attempt may still be under way, and a
 * replica may lag. Whose order it is, is not judged. Rejects with the reason of `extras.signal` only.
 * @param onSettling called when the first reading has failed, with how long the order is read back at most, in seconds
 */
export async function settle(
  caller: Caller,
  { out_order_no }: CreateOrderRequest,
  { settleSignal, ...extras }: SettleExtras,
  onSettling: (seconds: number) => void,
): Promise<Settled> {
  const { monotonic, sleep } = caller.environment;
  const started = monotonic();
  const longest = settlingSeconds(caller);
  let turn = 0;
  for (let reads = 1, pause = FIRST_PAUSE_MS; ; reads += 1, pause *= 2) {
    await extras.watch?.beforeRetry?.();
    let failure: unknown;
    try {
      return { order: await getOrder(caller, { out_order_no }, { ...extras, retries: 0, turn }) };
    } catch (error) {
      extras.signal?.throwIfAborted();
      failure = error;
      if (isHostFailure(error)) turn += 1;
    }
    const seconds = (monotonic() - started) / 1000;
    // What cannot be signed now will not be signed a second later.
    const isHopeless = failure instanceof ConfigError;
    if (seconds >= longest || settleSignal?.aborted || isHopeless)
      return { failed: { error: failure, reads, seconds } };
    if (reads === 1) onSettling(longest);
    try {
      await sleep(Math.min(pause, (longest - seconds) * 1000), anySignal(extras.signal, settleSignal));
    } catch (error) {
      // The settle signal asks for one last reading.
      if (extras.signal?.aborted || !settleSignal?.aborted) throw error;
    }
  }
}

/** Whether a refusal says that there is no such order. */
export function isNoSuchOrder({ code }: WechatPayError): boolean {
  return NO_SUCH_ORDER.has(code);
}

/** Whether an error says that the number is that of an order with other parameters. */
export function isOtherParameters(error: unknown): boolean {
  return error instanceof ApiError && error.code === OTHER_PARAMETERS;
}

/** Whether an error says that its request was refused, for good or for now. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiError || (error instanceof NetworkError && error.outcome === 'refused');
}

/** Whether a `get` bears out the refusal of a create: there is no such order, or it is refused for the same cause. */
const isConfirmedBy = (refused: FailedAttempts['error'], error: unknown, mayExist: boolean): boolean =>
  error instanceof WechatPayError &&
  isRefusal(error) &&
  // Where the order may be older than its refusal, the cause of that says nothing of the order.
  (isNoSuchOrder(error) || (!mayExist && refused instanceof WechatPayError && error.code === refused.code));

/**
 * An order that was read back, if it is the user's.
 * @throws {ApiError} `ORDER_EXISTS_WITH_OTHER_PARAMETERS`
 */
export function requireOwn(order: CreateOrderRequest, read: Verified<InsuranceOrder>): Verified<InsuranceOrder> {
  const { out_order_no, openid } = order;
  if (read.value.openid === openid) return read;
  const { response } = read;
  const found = mismatchError(response, 'openid', { expected: openid, found: read.value.openid });
  throw otherParametersError(out_order_no, found, response.status);
}

/**
 * Reads an order once whose create was refused on a connection that had served others: the refusal may be another
 * request's. Or one that somebody may have sent before: then the refusal says nothing of that order. An order that is there is the result; that there is none, or the same refusal again, confirms it. A `get`
 * that is refused for another cause says nothing of the order.
 *
 * A refused re-entry is the other way about: an order that is there confirms it, also the user's own, for a `get` does
 * not show all that was asked for; and where there is none, it was not true.
 * @throws {WechatPayError} `refused`, or that the order may have been created
 */
export async function confirmRefusal(
  caller: Caller,
  order: CreateOrderRequest,
  extras: CallExtras,
  { created, refused, mayExist = false }: { created: FailedAttempts; refused: unknown; mayExist?: boolean },
): Promise<Verified<InsuranceOrder>> {
  const { out_order_no } = order;
  const started = caller.environment.monotonic();
  await extras.watch?.beforeRetry?.();
  let read: Verified<InsuranceOrder>;
  try {
    read = await getOrder(caller, { out_order_no }, { ...extras, freshConnection: true });
  } catch (error) {
    extras.signal?.throwIfAborted();
    if (!isOtherParameters(refused) && isConfirmedBy(created.error, error, mayExist)) throw refused;
    const seconds = (caller.environment.monotonic() - started) / 1000;
    throw unsettledCreateError(out_order_no, created, { error, reads: 1, seconds });
  }
  if (isOtherParameters(refused)) throw refused;
  return requireOwn(order, read);
}
