import { NetworkError } from '../errors.js';
import { type Caller, isHostFailure } from '../http/caller.js';
import type { Verified } from './api-call.js';
import { getOrder } from './read-back.js';
import type { InsuranceOrder } from './schema.js';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

/** A request that is given less time than this, in seconds, would only fail. */
const SHORTEST_TIMEOUT_SECONDS = 0.25;

/**
 * Whether the insurer's confirmation is still awaited. An empty state says nothing, and is read again (a
 * response without one does not pass for an order). A state that this version does not know counts as final: the documents do not list the states, and to
 * wait for one that never changes again would end every wait with a time-out.
 */
export function isPending({ order_receive_state: state }: Pick<InsuranceOrder, 'order_receive_state'>): boolean {
  return state === '' || state === 'RECEIVING';
}

/** How long to poll, and whom to tell. */
export interface PollSetup {
  /** Limit of the whole wait, its requests included, in seconds. */
  seconds: number;
  /** Called with every response in which the state differs from the one before. */
  onChange?: (order: Verified<InsuranceOrder>) => Promise<void> | void;
  signal?: AbortSignal;
}

/** What polling brought. */
export interface PollResult {
  /** The order as it was read last. */
  latest: Verified<InsuranceOrder>;
  /** Why it could not be read the last time; or, when the signal fired, its reason. */
  problem?: unknown;
}

/**
 * Reads an order until a usable response comes or time is up, as the start of a wait.
 * @throws {WechatPayError} a refusal (404 for an order that does not exist) or a failed verification at once, a network
 * failure when time is up
 */
export async function readFirst(
  caller: Caller,
  outOrderNo: string,
  { seconds, signal }: Pick<PollSetup, 'seconds' | 'signal'>,
): Promise<Verified<InsuranceOrder>> {
  const { monotonic, sleep } = caller.environment;
  const deadline = monotonic() + seconds * 1000;
  let turn = 0;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      const timeout = Math.max(SHORTEST_TIMEOUT_SECONDS, (deadline - monotonic()) / 1000);
      return await getOrder(caller, { out_order_no: outOrderNo }, { retries: 0, turn, timeout, signal });
    } catch (error) {
      if (!(error instanceof NetworkError) || deadline - monotonic() <= pause) throw error;
      if (isHostFailure(error)) turn += 1;
      await sleep(pause, signal);
    }
  }
}

/**
 * Reads an order again and again, waiting longer each time, until its state is final or time is up. The order exists,
 * whatever reading it brings: a reading that fails, even with a 404 (a replica may lag) or a bad signature, is followed
 * by another one as long as there is time. Never rejects, but with what `onChange` throws.
 */
export async function pollOrder(
  caller: Caller,
  start: Verified<InsuranceOrder>,
  { seconds, onChange, signal }: PollSetup,
): Promise<PollResult> {
  const { monotonic, sleep } = caller.environment;
  const deadline = monotonic() + seconds * 1000;
  const { out_order_no, openid } = start.value;
  let latest = start;
  let problem: unknown;
  let turn = 0;
  for (let pause = FIRST_PAUSE_MS; isPending(latest.value); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const left = deadline - monotonic();
    if (left <= 0) break;
    let next: Verified<InsuranceOrder>;
    try {
      await sleep(Math.min(pause, left), signal);
      const timeout = Math.max(SHORTEST_TIMEOUT_SECONDS, (deadline - monotonic()) / 1000);
      next = await getOrder(caller, { out_order_no, openid }, { retries: 0, turn, timeout, signal });
    } catch (error) {
      problem = error;
      if (signal?.aborted) break;
      if (isHostFailure(error)) turn += 1;
      continue;
    }
    problem = undefined;
    const isChanged = next.value.order_receive_state !== latest.value.order_receive_state;
    latest = next;
    if (isChanged) await onChange?.(next);
  }
  return { latest, problem };
}
