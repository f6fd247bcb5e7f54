import { ApiError, NetworkError, SignatureError, WechatPayError } from '../../../errors.js';
import type { Caller } from '../../../http/caller.js';
import type { Verified } from '../../../insurance/api-call.js';
import { isPending, type PollResult, pollOrder } from '../../../insurance/poll.js';
import type { InsuranceOrder } from '../../../insurance/schema.js';
import { shellQuote } from '../../../shared/shell-quote.js';
import { sayOrder } from '../../../texts/order.js';
import type { Context } from '../../context.js';
import { printOrder, readCall } from '../../output/order.js';

/** How an order is waited for. */
export interface WaitSetup {
  context: Context;
  caller: Caller;
  /** Limit of the whole wait. */
  seconds: number;
}

/** Turns the end of a wait that is no success into the error for it. The order exists in any case. */
const requireReceived = (
  { latest: { value, response }, problem }: PollResult,
  { context, seconds }: WaitSetup,
): void => {
  const { out_order_no: outOrderNo, openid, order_receive_state: state } = value;
  context.world.signal.throwIfAborted();
  if (problem !== undefined && !(problem instanceof WechatPayError)) throw problem;
  if (isPending(value)) {
    const hint = sayOrder('readAgain', readCall(outOrderNo, context));
    if (problem === undefined) {
      const message = sayOrder('stillWaiting', outOrderNo, state, Math.ceil(seconds));
      throw new NetworkError(message, { code: 'WAIT_TIMEOUT', outcome: 'unknown', outOrderNo, hint });
    }
    const message = sayOrder('finalStateUnknown', outOrderNo, state, problem.texts.message);
    const facts = { ...problem.facts, outOrderNo, hint, cause: problem };
    throw problem instanceof SignatureError
      ? new SignatureError(message, { ...facts, code: problem.code })
      : new NetworkError(message, { ...facts, outcome: 'unknown', signed: undefined });
  }
  if (state !== 'FAILED') return;
  throw new ApiError(sayOrder('notReceived', outOrderNo), {
    code: 'RECEIVE_FAILED',
    status: response.status,
    requestId: response.requestId,
    signed: true,
    outOrderNo,
    hint: sayOrder('askQualification', shellQuote(openid)),
  });
};

const poll = async (
  start: Verified<InsuranceOrder>,
  { context, caller, seconds }: WaitSetup,
  onChange?: (order: Verified<InsuranceOrder>) => Promise<void>,
): Promise<PollResult> => {
  const { out_order_no, order_receive_state: state } = start.value;
  if (isPending(start.value))
    context.io.note(sayOrder('waiting', out_order_no, state, Math.round(seconds * 100) / 100));
  return pollOrder(caller, start, { seconds, signal: context.world.signal, ...(onChange && { onChange }) });
};

/**
 * Polls until the order leaves `RECEIVING`, and prints it as it is then. Whatever the polling brings, the order is
 * printed: it exists.
 * @throws {ApiError} `RECEIVE_FAILED` when it was not received
 * @throws {NetworkError} when it was still `RECEIVING` in the end (`WAIT_TIMEOUT`), or could not be read
 * @throws {SignatureError} when the last response did not verify
 */
export async function waitForState(start: Verified<InsuranceOrder>, setup: WaitSetup): Promise<void> {
  const result = await poll(start, setup);
  await printOrder(result.latest, setup.context);
  requireReceived(result, setup);
}

/** Like `waitForState`, but prints the order as it is at first, and again at every change. */
export async function watchState(start: Verified<InsuranceOrder>, setup: WaitSetup): Promise<void> {
  await printOrder(start, setup.context);
  const result = await poll(start, setup, (order) => printOrder(order, setup.context));
  requireReceived(result, setup);
}
