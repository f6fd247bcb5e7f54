import type { InsuranceOrder, RECEIVE_STATES } from '../../insurance/schema.js';
import type { StoredOrder } from './order-store.js';

const DAY_MS = 86_400_000;
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** How often a claim may be made on every order, as in the official example. */
export const MAX_CLAIM_COUNT = 3;

/** A time as WeChat Pay writes it: RFC 3339 with milliseconds, in China's time zone: `2015-05-20T13:29:35.120+08:00`. */
export function chinaTime(milliseconds: number): string {
  return new Date(milliseconds + CHINA_OFFSET_MS).toISOString().replace('Z', '+08:00');
}

/** Orders of users whose openid contains this fail to be received. */
const FAILING = 'FAILED';

/** The states that the sandbox knows. */
export type ReceiveState = keyof typeof RECEIVE_STATES;

/**
 * The state of an order at a time (milliseconds since 1970): the one that was set by hand, else `RECEIVING` until the
 * insurer has confirmed, then `FAILED` if the openid contains it.
 */
export function stateAt({ received_at, request, state }: StoredOrder, now: number): ReceiveState {
  if (state !== undefined) return state;
  if (now < received_at) return 'RECEIVING';
  return request.openid.includes(FAILING) ? 'FAILED' : 'RECEIVED';
}

const hasCover = (state: ReceiveState, sparse: boolean): boolean =>
  state === 'RECEIVED' || (state === 'RECEIVING' && !sparse);

/**
 * An order as it is shown in a state, its fields in the order of the documents.
 * @param sparse leave begin and end of the cover (one day) out until the order is `RECEIVED`; the official example has
 * them while it is `RECEIVING`
 */
export function showOrder(
  { order_id, created_at, received_at, request, claimed_count = 0 }: StoredOrder,
  state: ReceiveState,
  sparse = false,
): InsuranceOrder {
  return {
    order_id,
    out_order_no: request.out_order_no,
    openid: request.openid,
    max_claim_count: MAX_CLAIM_COUNT,
    claimed_count,
    order_receive_time: chinaTime(created_at),
    ...(hasCover(state, sparse) && {
      order_begin_time: chinaTime(received_at),
      order_end_time: chinaTime(received_at + DAY_MS),
    }),
    order_receive_state: state,
  };
}
