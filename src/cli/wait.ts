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

/**
 * Polls until the order leaves `RECEIVING`, and prints it as it is then.
 * @throws {ApiError} `RECEIVE_FAILED` when it was not received
 * @throws {NetworkError} `WAIT_TIMEOUT` when it was still `RECEIVING` in the end
 */
export async function waitForState(
  start: Answered<InsuranceOrder>,
  { context, caller, seconds }: WaitSetup,
): Promise<void> {
  const outOrderNo = start.value.out_order_no;
  if (isPending(start.value)) context.io.note(`order ${outOrderNo} is RECEIVING; waiting up to ${seconds} s`);
  const last = await pollOrder(caller, start, { seconds, signal: context.world.signal });
  await printOrder(last, context);
  if (isPending(last.value)) {
    throw new NetworkError(`order ${outOrderNo} is still RECEIVING after ${seconds} s`, {
      code: 'WAIT_TIMEOUT',
      outcome: 'unknown',
      outOrderNo,
      hint: `The order exists. Look again: wxpay insurance get '${outOrderNo}'.`,
    });
  }
  if (last.value.order_receive_state === 'FAILED') {
    throw new ApiError(`order ${outOrderNo} was not received: its state is FAILED`, {
      code: 'RECEIVE_FAILED',
      status: last.answer.status,
      requestId: last.answer.requestId,
      verified: true,
      outOrderNo,
      hint: 'The insurer did not take it. Ask with wxpay insurance qualification whether the user may receive one.',
    });
  }
}
