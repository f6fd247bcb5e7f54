import * as z from 'zod/mini';
import { fillPath } from '../apiv3/path.js';
import { NetworkError, SignatureError, WechatPayError } from '../errors.js';
import { anySignal, type Caller, type CallResult, isHostFailure } from '../http/caller.js';
import type { CallRequest, VerifiedResponse } from '../http/types.js';
import { printable } from '../shared/printable.js';
import { issueMessage, listIssues } from '../shared/zod-issues.js';
import {
  type FailedAttempts,
  type FailedReading,
  finalCreateError,
  otherParametersError,
  RESPONSE_MISMATCH,
  unsettledCreateError,
} from './create-failure.js';
import { PATHS } from './paths.js';
import {
  type CreateOrderRequest,
  type InsuranceOrder,
  insuranceOrder,
  type Qualification,
  qualification,
} from './schema.js';

/** A verified response together with what it says. */
export interface Verified<T> {
  value: T;
  response: VerifiedResponse;
}

/** What a caller may add to any call. */
export type CallExtras = Pick<
  CallRequest,
  'headers' | 'signal' | 'retrySignal' | 'watch' | 'retries' | 'turn' | 'timeout'
> & {
  /** A query string with its question mark, encoded. This API has no parameters of its own. */
  query?: string | undefined;
};

/** What a caller may add to a create. */
export interface CreateExtras extends CallExtras {
  /** Called when the order has to be read back for a while: how long at most, in seconds, and what the attempts ended with. */
  onSettling?: ((seconds: number, error: unknown) => void) | undefined;
  /** Fires when the order is not to be waited for any more: then it is not sent again, and read back without pauses. */
  settleSignal?: AbortSignal | undefined;
}

const isAboutOrder = (outOrderNo: string) => (data: unknown) => {
  const parsed = z.safeParse(insuranceOrder, data);
  return parsed.success && parsed.data.out_order_no === outOrderNo;
};

const request = (
  call: Pick<CallRequest, 'method' | 'target' | 'body' | 'answers'>,
  { query = '', headers, signal, retrySignal, watch, retries, turn, timeout }: CallExtras,
): CallRequest => ({
  ...call,
  target: call.target + query,
  // Reads, and a write whose out_order_no is the idempotency key: the same number with the same parameters is the same order.
  idempotent: true,
  expectJson: true,
  headers,
  signal,
  retrySignal,
  watch,
  retries,
  turn,
  timeout,
});

/** The request that `create` sends, which is also what `--dry-run` shows. The body is serialised here, once. */
export function createOrderCall(order: CreateOrderRequest, extras: CallExtras = {}): CallRequest {
  const body = Buffer.from(JSON.stringify(order));
  return request({ method: 'POST', target: PATHS.orders, body, answers: isAboutOrder(order.out_order_no) }, extras);
}

const orderCall = (outOrderNo: string, extras: CallExtras): CallRequest => {
  const target = fillPath(PATHS.order, { out_order_no: outOrderNo });
  return request({ method: 'GET', target, answers: isAboutOrder(outOrderNo) }, extras);
};

const parse = <T extends z.core.$ZodType>(schema: T, response: VerifiedResponse, what: string): z.output<T> => {
  const parsed = z.safeParse(schema, response.data, { error: issueMessage });
  if (parsed.success) return parsed.data;
  const issues = listIssues(parsed.error).map(({ path, message }) => (path ? `${path}: ${message}` : message));
  throw new NetworkError(`the signed response is not ${what}: ${issues.join('; ')}`, {
    code: 'UNEXPECTED_RESPONSE',
    outcome: 'unknown',
    status: response.status,
    requestId: response.requestId,
    hint: 'Read the whole response with wxpay request GET, and report it to the makers of wxpay.',
  });
};

const mismatch = (response: VerifiedResponse, name: string, found: unknown, expected: string): SignatureError =>
  new SignatureError(
    `the signed response is about another order: expected ${name} ${JSON.stringify(expected)}, found ${JSON.stringify(printable(String(found), 128))}`,
    {
      code: RESPONSE_MISMATCH,
      status: response.status,
      requestId: response.requestId,
      hint: 'The response to another request was put in place of this one: check the proxy, and treat it as an attack.',
    },
  );

/** What an order must be about. */
export interface ExpectedOrder {
  out_order_no: string;
  openid?: string | undefined;
}

/**
 * The order in a verified response. A signature does not bind a response to its request: a response about another
 * order, however well signed, must not pass for this one.
 */
const parseOrder = (response: VerifiedResponse, expected: ExpectedOrder): Verified<InsuranceOrder> => {
  const value = parse(insuranceOrder, response, 'an insurance order');
  for (const [name, wanted] of Object.entries(expected)) {
    if (wanted !== undefined && value[name] !== wanted) throw mismatch(response, name, value[name], wanted);
  }
  return { value, response };
};

const succeeded = (result: CallResult): VerifiedResponse => {
  if (result.ok) return result.response;
  throw result.error;
};

const naming = async <T>(outOrderNo: string, action: () => Promise<T>): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    if (error instanceof WechatPayError) error.outOrderNo ??= outOrderNo;
    throw error;
  }
};

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
  const { out_order_no } = expected;
  return naming(out_order_no, async () =>
    parseOrder(succeeded(await caller.call(orderCall(out_order_no, extras))), expected),
  );
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
    return parseOrder(created.response, { out_order_no, openid });
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
  return naming(out_order_no, async () => {
    const created = await attempt(caller, order, { ...callExtras, retrySignal: settleSignal });
    if ('value' in created) return created;
    const final = finalCreateError(out_order_no, created);
    if (final !== undefined) throw final;
    // A query that was written for the create is not one of the get.
    const settled = await settle(caller, order, { ...callExtras, query: undefined, settleSignal }, (seconds) =>
      onSettling?.(seconds, created.error),
    );
    if ('order' in settled) return settled.order;
    if ('conflict' in settled) {
      const { response, value } = settled.conflict;
      const found = mismatch(response, 'openid', value.openid, order.openid);
      throw otherParametersError(out_order_no, found, response.status);
    }
    throw unsettledCreateError(out_order_no, created, settled.failed);
  });
}

/**
 * Asks whether a user may receive an order.
 * @param openid the user under the merchant's appid; percent-encoded here
 */
export async function getQualification(
  caller: Caller,
  openid: string,
  extras: CallExtras = {},
): Promise<Verified<Qualification>> {
  const target = fillPath(PATHS.qualification, { openid });
  const answers = (data: unknown) => z.safeParse(qualification, data).success;
  const response = succeeded(await caller.call(request({ method: 'GET', target, answers }, extras)));
  return { value: parse(qualification, response, 'a qualification'), response };
}
