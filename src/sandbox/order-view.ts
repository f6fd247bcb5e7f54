import type { InsuranceOrder } from '../insurance/schema.js';
import type { StoredOrder } from './store.js';

const DAY_MS = 86_400_000;
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** A time as WeChat Pay writes it: RFC 3339 with milliseconds, in China's time zone: `2015-05-20T13:29:35.120+08:00`. */
export function chinaTime(milliseconds: number): string {
  return new Date(milliseconds + CHINA_OFFSET_MS).toISOString().replace('Z', '+08:00');
}

/** Orders of users whose openid contains this fail to be received. */
const FAILING = 'FAILED';

/**
 * An order as it is answered at a time (milliseconds since 1970), its fields in the order of the documents: `RECEIVING`
 * until the insurer has confirmed, then `RECEIVED` with a cover of one day, or `FAILED` if the openid contains `FAILED`.
 */
export function viewOrder({ order_id, created_at, received_at, request }: StoredOrder, now: number): InsuranceOrder {
  const confirmed = now >= received_at;
  const failed = request.openid.includes(FAILING);
  return {
    order_id,
    out_order_no: request.out_order_no,
    openid: request.openid,
    max_claim_count: 3,
    claimed_count: 0,
    order_receive_time: chinaTime(created_at),
    ...(confirmed &&
      !failed && { order_begin_time: chinaTime(received_at), order_end_time: chinaTime(received_at + DAY_MS) }),
    order_receive_state: confirmed ? (failed ? 'FAILED' : 'RECEIVED') : 'RECEIVING',
  };
}
