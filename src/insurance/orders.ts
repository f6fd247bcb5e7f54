import * as z from 'zod/mini';
import { fillPath } from '../apiv3/path.js';
import type { Caller, CallResult } from '../client/caller.js';
import type { CallRequest, VerifiedAnswer } from '../client/types.js';
import { NetworkError, SignatureError, WechatPayError } from '../errors.js';
import { issueMessage, listIssues } from '../issues.js';
import { printable } from '../printable.js';
import { failedCreateError } from './failed-create.js';
import { PATHS } from './paths.js';
import {
  type CreateOrderRequest,
  type InsuranceOrder,
  insuranceOrder,
  type Qualification,
  qualification,
} from './schema.js';

/** A verified answer together with what it says. */
export interface Answered<T> {
  value: T;
  answer: VerifiedAnswer;
}

/** What a caller may add to any call. */
export type CallExtras = Pick<CallRequest, 'headers' | 'signal' | 'watch'>;

/** The request that `create` sends, which is also what `--dry-run` shows. The body is serialised here, once. */
export function createOrderCall(order: CreateOrderRequest, extras: CallExtras = {}): CallRequest {
  return {
    method: 'POST',
    target: PATHS.orders,
    body: Buffer.from(JSON.stringify(order)),
    // out_order_no is the idempotency key: the same number with the same parameters is the same order.
    repeatable: true,
    expectJson: true,
    ...extras,
  };
}

const readCall = (target: string, extras: CallExtras): CallRequest => ({
  method: 'GET',
  target,
  repeatable: true,
  expectJson: true,
  ...extras,
});

const orderCall = (outOrderNo: string, extras: CallExtras): CallRequest =>
  readCall(fillPath(PATHS.order, { out_order_no: outOrderNo }), extras);

const parse = <T extends z.core.$ZodType>(schema: T, answer: VerifiedAnswer, what: string): z.output<T> => {
  const parsed = z.safeParse(schema, answer.data, { error: issueMessage });
  if (parsed.success) return parsed.data;
  const issues = listIssues(parsed.error).map(({ path, message }) => (path ? `${path}: ${message}` : message));
  throw new NetworkError(`the signed answer is not ${what}: ${issues.join('; ')}`, {
    code: 'UNEXPECTED_ANSWER',
    outcome: 'unknown',
    status: answer.status,
    requestId: answer.requestId,
    hint: 'Look at the whole answer with wxpay request GET, and report it to the makers of wxpay.',
  });
};

/**
 * The order in a verified answer. A signature does not bind an answer to its request: an answer about another order,
 * however well signed, must not pass for this one.
 */
const parseOrder = (
  answer: VerifiedAnswer,
  expected: { out_order_no: string; openid?: string },
): Answered<InsuranceOrder> => {
  const value = parse(insuranceOrder, answer, 'an insurance order');
  for (const [name, wanted] of Object.entries(expected)) {
    if (value[name] === wanted) continue;
    throw new SignatureError(
      `the signed answer is about another order: ${name} is ${JSON.stringify(printable(String(value[name]), 128))}, expected ${JSON.stringify(wanted)}`,
      {
        code: 'ANSWER_MISMATCH',
        status: answer.status,
        requestId: answer.requestId,
        hint: 'An answer to another request was put in place of this one: check the proxy, and treat it as an attack.',
      },
    );
  }
  return { value, answer };
};

const succeeded = (result: CallResult): VerifiedAnswer => {
  if (result.ok) return result.answer;
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
 * @throws {WechatPayError} `ApiError` 404 when there is none; each error names the order
 */
export async function getOrder(
  caller: Caller,
  outOrderNo: string,
  extras: CallExtras = {},
): Promise<Answered<InsuranceOrder>> {
  return naming(outOrderNo, async () =>
    parseOrder(succeeded(await caller.call(orderCall(outOrderNo, extras))), { out_order_no: outOrderNo }),
  );
}

/**
 * Issues an order. Every attempt carries the identical body and number, so that none makes a second order. When the
 * attempts end without an answer that says what became of it, one `get` settles the matter: an order that exists is
 * returned as if the answer had not been lost.
 * @throws {WechatPayError} whose message says that the order was "not sent", "refused", or "may have been created",
 * and which names it
 */
export async function createOrder(
  caller: Caller,
  order: CreateOrderRequest,
  extras: CallExtras = {},
): Promise<Answered<InsuranceOrder>> {
  const { out_order_no, openid } = order;
  return naming(out_order_no, async () => {
    const created = await caller.call(createOrderCall(order, extras));
    if (created.ok) return parseOrder(created.answer, { out_order_no, openid });
    // A forged or altered answer is told as it is; an answer to `get` must not make it look harmless.
    if (!created.mayHaveArrived || created.error instanceof SignatureError) {
      throw failedCreateError({ outOrderNo: out_order_no, created });
    }
    await extras.watch?.beforeRepeat();
    const settled = await caller.call({ ...orderCall(out_order_no, extras), retries: 0 });
    if (settled.ok) return parseOrder(settled.answer, { out_order_no, openid });
    throw failedCreateError({ outOrderNo: out_order_no, created, settled });
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
): Promise<Answered<Qualification>> {
  const answer = succeeded(await caller.call(readCall(fillPath(PATHS.qualification, { openid }), extras)));
  return { value: parse(qualification, answer, 'a qualification'), answer };
}
