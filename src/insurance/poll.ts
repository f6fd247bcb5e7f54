import type { Caller } from '../client/caller.js';
import { type Answered, getOrder } from './orders.js';
import type { InsuranceOrder } from './schema.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

/** Whether the insurer's word is still awaited. A state that this version does not know counts as final. */
export function isPending(order: InsuranceOrder): boolean {
  return order.order_receive_state === 'RECEIVING';
}

/** How long to poll, and whom to tell. */
export interface PollSetup {
  /** Limit of the whole wait, in seconds. */
  seconds: number;
  /** Called with every answer in which the state differs from the one before. */
  onChange?: (order: Answered<InsuranceOrder>) => Promise<void> | void;
  signal?: AbortSignal;
}

/**
 * Reads an order again and again, waiting longer each time, until its state is final or time is up; answers the last
 * state seen.
 * @throws the errors of `getOrder`
 */
export async function pollOrder(
  caller: Caller,
  start: Answered<InsuranceOrder>,
  { seconds, onChange, signal }: PollSetup,
): Promise<Answered<InsuranceOrder>> {
  const { now, sleep } = caller.environment;
  const deadline = now() + seconds * 1000;
  let latest = start;
  for (let pause = FIRST_PAUSE_MS; isPending(latest.value); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const left = deadline - now();
    if (left <= 0) break;
    await sleep(Math.min(pause, left), signal);
    const next = await getOrder(caller, start.value.out_order_no, { ...(signal && { signal }) });
    if (next.value.order_receive_state !== latest.value.order_receive_state) await onChange?.(next);
    latest = next;
  }
  return latest;
}
