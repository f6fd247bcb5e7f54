import type { Chance } from './chance.js';
import type { Platform, WireResponse } from './platform.js';

/** What makes an order the order that it is. */
export interface Parameters {
  out_order_no: string;
  openid: string;
  notify_url: string;
  service_id?: string | undefined;
}

/** An order that really exists. */
export interface StoredOrder extends Parameters {
  order_id: string;
  /** The run that made it; 0 for one that was there before the sequence. */
  run: number;
  /** When it is confirmed, and when a `get` finds it, in milliseconds of the sequence. */
  finalAt: number;
  readableAt: number;
  finalState: 'RECEIVED' | 'FAILED';
}

/** What WeChat Pay really has, and what it answers. */
export interface Model {
  orders: ReadonlyMap<string, StoredOrder>;
  /** Numbers of which the run under way was told, without anything changed on the way, that they are another order's. */
  refusedReentries: Set<string>;
  store: (parameters: Parameters, run: number) => StoredOrder;
  stateOf: (order: StoredOrder) => string;
  /** Carries a request out, and answers it. */
  handle: (method: string, path: string, body: string, run: number) => WireResponse;
  /** When, since 1970, it is by WeChat Pay's own clock. */
  clock: () => number;
}

/** When sequences begin, in milliseconds since 1970. */
export const BEGINNING: number = Date.UTC(2026, 10, 1);

/** What decides how WeChat Pay behaves throughout a sequence. */
interface Setup {
  chance: Chance;
  platform: Platform;
  now: () => number;
  /** How long, in milliseconds, an order may stay unreadable at most. */
  longestLag: number;
  reentry: 'INVALID_REQUEST' | 'PARAM_ERROR';
  /** Whether a user may have one order only: then an order that cannot be read yet refuses its own re-entry. */
  onePerUser: boolean;
}

const isSame = (one: Parameters, other: Parameters): boolean =>
  one.openid === other.openid && one.notify_url === other.notify_url && one.service_id === other.service_id;

/** Whether an order is the one that was asked for. */
export const isOrderFor = (order: StoredOrder | undefined, asked: Parameters): boolean =>
  order !== undefined && isSame(order, asked);

/** Makes a WeChat Pay without an order. */
export function createModel({ chance, platform, now, longestLag, reentry, onePerUser }: Setup): Model {
  const orders = new Map<string, StoredOrder>();
  const refusedReentries = new Set<string>();
  const clock = () => BEGINNING + now();
  const stateOf = ({ finalAt, finalState }: StoredOrder) => (now() >= finalAt ? finalState : 'RECEIVING');
  const responseFor = (order: StoredOrder): WireResponse => {
    const { order_id, out_order_no, openid } = order;
    const body = {
      order_id,
      out_order_no,
      openid,
      max_claim_count: 1,
      claimed_count: 0,
      order_receive_time: '2026-11-01T08:00:00+08:00',
      order_receive_state: stateOf(order),
    };
    return platform.sign(200, JSON.stringify(body), clock());
  };
  const store = (parameters: Parameters, run: number): StoredOrder => {
    const order: StoredOrder = {
      ...parameters,
      order_id: `wx-${parameters.out_order_no}`,
      run,
      finalAt: now() + chance.integer(0, 20_000),
      readableAt: chance.happens(0.3) ? now() + chance.integer(0, longestLag) : now(),
      finalState: chance.happens(0.8) ? 'RECEIVED' : 'FAILED',
    };
    orders.set(order.out_order_no, order);
    return order;
  };
  const create = (asked: Parameters, run: number): WireResponse => {
    const known = orders.get(asked.out_order_no);
    if (known !== undefined && !isSame(known, asked)) {
      const error = { code: reentry, message: '请求重入时，参数与首次请求时不一致' };
      return platform.sign(400, JSON.stringify(error), clock(), 'sim-268498688');
    }
    if (onePerUser && known !== undefined && known.readableAt > now()) {
      return platform.sign(403, JSON.stringify({ code: 'RULE_LIMIT', message: 'the user has one' }), clock());
    }
    return responseFor(known ?? store(asked, run));
  };
  const read = (number: string): WireResponse => {
    const order = orders.get(number);
    if (order !== undefined && order.readableAt <= now()) return responseFor(order);
    const error = { code: 'RESOURCE_NOT_EXISTS', message: 'no such order' };
    return platform.sign(404, JSON.stringify(error), clock());
  };

  return {
    orders,
    refusedReentries,
    store,
    stateOf,
    clock,
    handle: (method, path, body, run) => {
      if (method === 'GET') return read(decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)));
      const asked: Parameters = JSON.parse(body);
      return create(asked, run);
    },
  };
}
