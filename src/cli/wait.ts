import type { Caller } from '../client/caller.js';
import { ApiError, NetworkError } from '../errors.js';
import type { Answered } from '../insurance/orders.js';
import { isPending, pollOrder } from '../insurance/poll.js';
import type { InsuranceOrder } from '../insurance/schema.js';
import type { Context } from './context.js';
import { printOrder } from './order-output.js';

/** What a wait needs. */
export interface WaitSetup {
  context: Context;
  caller: Caller;
  /** Limit of the whole wait. */
  seconds: number;
}

/** Turns a state that is no success into the error for it. */
const requireReceived = ({ value, answer }: Answered<InsuranceOrder>, seconds: number): void => {
  const outOrderNo = value.out_order_no;
  if (isPending(value)) {
    throw new NetworkError(`order ${outOrderNo} is still RECEIVING after ${seconds} s`, {
      code: 'WAIT_TIMEOUT',
      outcome: 'unknown',
      outOrderNo,
      hint: `The order exists. Look again: wxpay insurance get '${outOrderNo}'.`,
    });
  }
  if (value.order_receive_state !== 'FAILED') return;
  throw new ApiError(`order ${outOrderNo} was not received: its state is FAILED`, {
    code: 'RECEIVE_FAILED',
    status: answer.status,
    requestId: answer.requestId,
    verified: true,
    outOrderNo,
    hint: 'The insurer did not take it. Ask with wxpay insurance qualification whether the user may receive one.',
  });
};

const poll = async (
  start: Answered<InsuranceOrder>,
  { context, caller, seconds }: WaitSetup,
  onChange?: (order: Answered<InsuranceOrder>) => Promise<void>,
): Promise<Answered<InsuranceOrder>> => {
  const { out_order_no } = start.value;
  if (isPending(start.value)) context.io.note(`order ${out_order_no} is RECEIVING; waiting up to ${seconds} s`);
  return pollOrder(caller, start, { seconds, signal: context.world.signal, ...(onChange && { onChange }) });
};

/**
 * Polls until the order leaves `RECEIVING`, and prints it as it is then.
 * @throws {ApiError} `RECEIVE_FAILED` when it was not received
 * @throws {NetworkError} `WAIT_TIMEOUT` when it was still `RECEIVING` in the end
 */
export async function waitForState(start: Answered<InsuranceOrder>, setup: WaitSetup): Promise<void> {
  const last = await poll(start, setup);
  await printOrder(last, setup.context);
  requireReceived(last, setup.seconds);
}

/** Like `waitForState`, but prints the order as it is at first, and again at every change. */
export async function watchState(start: Answered<InsuranceOrder>, setup: WaitSetup): Promise<void> {
  await printOrder(start, setup.context);
  const last = await poll(start, setup, (order) => printOrder(order, setup.context));
  requireReceived(last, setup.seconds);
}
