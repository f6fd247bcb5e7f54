import type { InsuranceOrder, RECEIVE_STATES } from '../../insurance/schema.js';
import type { StoredOrder } from './order-store.js';

const DAY_MS = 86_400_000;
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** A time as WeChat Pay writes it: RFC 3339 with milliseconds, in China's time zone: `2015-05-20T13:29:35.120+08:00`. */
export function chinaTime(milliseconds: number): string {
  return new Date(milliseconds + CHINA_OFFSET_MS).toISOString().replace('Z', '+08:00');
}

/** Orders of users whose openid contains this fail to be received. */
const FAILING = 'FAILED';

/** The states that the sandbox knows. */
export type ReceiveState = keyof typeof RECEIVE_STATES;

/** The state of an order at a time: `RECEIVING` until the insurer has confirmed, then `FAILED` if the openid contains it. */
function stateAt({ received_at, request }: StoredOrder, now: number): ReceiveState {
  if (now < received_at) return 'RECEIVING';
  return request.openid.includes(FAILING) ? 'FAILED' : 'RECEIVED';
}

/**
 * An order as it is shown in a state, its fields in the order of the documents; once `RECEIVED` it has a cover of one
 * day.
 */
export function showOrder(
  { order_id, created_at, received_at, request }: StoredOrder,
  state: ReceiveState,
): InsuranceOrder {
  return {
    order_id,
    out_order_no: request.out_order_no,
    openid: request.openid,
    max_claim_count: 3,
    claimed_count: 0,
    order_receive_time: chinaTime(created_at),
    ...(state === 'RECEIVED' && {
      order_begin_time: chinaTime(received_at),
      order_end_time: chinaTime(received_at + DAY_MS),
    }),
    order_receive_state: state,
  };
}

/** An order as it is answered at a time (milliseconds since 1970). */
export function viewOrder(order: StoredOrder, now: number): InsuranceOrder {
  return showOrder(order, stateAt(order, now));
}
