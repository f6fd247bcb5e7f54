import { UNVERIFIED } from './faults.js';
import { isOrderFor, type Parameters, type StoredOrder } from './model.js';
import type { Ran, SimulatedWorld } from './world.js';

/** A promise that was not kept. */
class Violation extends Error {}

/** @throws {Violation} what was done, unless the promise was kept */
export function promise(isKept: boolean, what: string): void {
  if (!isKept) throw new Violation(what);
}

/** What no run may ever do, whatever it was asked. */
export function checkRun({ code, stdout, stderr, args }: Ran, allowed: readonly number[]): void {
  promise(!`${stdout}${stderr}`.includes(UNVERIFIED), 'content that no signature covers was shown');
  promise(code === undefined || allowed.includes(code), `exit code ${code} of ${args.join(' ')}`);
}

/** An order as it was reported. */
export interface ReportedOrder {
  order_id?: unknown;
  out_order_no?: unknown;
  openid?: unknown;
  order_receive_state?: unknown;
}

/**
 * Whether the order that was reported as created really is there as it was asked for. A `get` shows only the user: of an
 * order that was there before, the rest may differ where WeChat Pay has refused no re-entry.
 * @param isShared whether another row has the same number, whose re-entry it may have been
 */
export function checkCreated(
  { model }: SimulatedWorld,
  asked: Parameters,
  reported: ReportedOrder,
  isShared = false,
): void {
  const number = asked.out_order_no;
  const order = model.orders.get(number);
  promise(order !== undefined, `${number} was reported as created, and does not exist`);
  if (order === undefined) return;
  promise(reported.out_order_no === number, `${number} was reported as ${String(reported.out_order_no)}`);
  promise(reported.openid === order.openid && order.openid === asked.openid, `${number} belongs to another user`);
  promise(reported.order_id === order.order_id, `${number} was reported with another order_id`);
  const state = String(reported.order_receive_state);
  promise(['RECEIVING', model.stateOf(order)].includes(state), `${number} was reported as ${state}`);
  if (isOrderFor(order, asked)) return;
  promise(order.run === 0, `${number} was made with other parameters than asked for`);
  promise(
    isShared || !model.refusedReentries.has(number),
    `${number} was reported as created after its re-entry was refused`,
  );
}

/** What makes one say that an order does not exist. */
const NOT_CREATED = /was not sent|rate-limited and not created|was refused/;

/** Whether something that was said denies an order. */
export function deniesOrder(text: string): boolean {
  return NOT_CREATED.test(text);
}

/** The orders that requests of these runs have made. */
export function ordersOf({ model }: SimulatedWorld, runs: readonly number[]): StoredOrder[] {
  return [...model.orders.values()].filter(({ run }) => runs.includes(run));
}
