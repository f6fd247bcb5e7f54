import {
  type CreateOrderRequest,
  type InsuranceOrder,
  openid as openidSchema,
  outOrderNo as outOrderNoSchema,
} from '../../insurance/schema.js';
import { ERROR_CODES, notFound, parameterError, REENTRY_RESPONSES, type ReentryForm } from './error-responses.js';
import { changedFields, checkPathValue, readOrderRequest } from './order-rules.js';
import type { OrderStore, StoredOrder } from './order-store.js';
import { type ReceiveState, showOrder, stateAt } from './order-view.js';
import type { SandboxResponse } from './response-writer.js';

/** All orders as `get` would show them now, and the files that hold none that can be read. */
interface ShownOrders {
  orders: InsuranceOrder[];
  damaged: { file: string; problem: string }[];
}

/** The three calls of the insurance API, and what the controls may do with orders. */
export interface Orders {
  /** @param body the raw request body */
  create(body: Buffer): Promise<SandboxResponse>;
  get(outOrderNo: string): Promise<SandboxResponse>;
  qualification(openid: string): SandboxResponse;
  list(): Promise<ShownOrders>;
  /** An order as it is now. */
  find(outOrderNo: string): Promise<InsuranceOrder | undefined>;
  /**
   * Sets the state or the claims of an order by hand.
   * @returns the order, or the refusal
   */
  change(outOrderNo: string, change: { state?: ReceiveState; claimedCount?: number }): Promise<SandboxResponse>;
}

/** What the orders need. */
export interface OrdersOptions {
  store: OrderStore;
  /** Milliseconds since 1970. */
  now: () => number;
  random: (size: number) => Buffer;
  /** Milliseconds from creation until an order leaves `RECEIVING`. */
  receiveAfter: number;
  /** Milliseconds after creation until an order can be read. */
  readLag?: number | undefined;
  /** How a number that is used again with other parameters is refused; `invalid-request` by default. */
  reentry?: ReentryForm | undefined;
  /** Leave begin and end of the cover out until an order is received. */
  sparse?: boolean | undefined;
  /** Told when something was set by hand. */
  onChange?: (() => void) | undefined;
  /** Told of every order that was not there before, and of every state that is set by hand. */
  onStateChange?: ((order: StoredOrder) => void) | undefined;
}

/** Users whose openid contains this are not qualified. */
const UNQUALIFIED = 'UNQUALIFIED';

/**
 * The insurance API over a store of orders: the rules for fields (创建保险订单), and one order a number however often
 * it is asked for.
 */
export function createOrders({
  store,
  now,
  random,
  receiveAfter,
  readLag = 0,
  reentry = 'invalid-request',
  sparse,
  onChange,
  onStateChange,
}: OrdersOptions): Orders {
  const show = (order: StoredOrder): InsuranceOrder => showOrder(order, stateAt(order, now()), sparse);

  const add = async (request: CreateOrderRequest): Promise<StoredOrder> => {
    const created = Math.floor(now());
    const fresh: StoredOrder = {
      order_id: `${created}${random(6).toString('hex').toUpperCase()}`,
      created_at: created,
      received_at: created + receiveAfter,
      request,
    };
    const stored = await store.add(fresh);
    // Another request, or another process over the same folder, may have been first.
    if (stored.order_id === fresh.order_id) onStateChange?.(stored);
    return stored;
  };

  return {
    create: async (body) => {
      const read = readOrderRequest(body);
      if ('refusal' in read) return read.refusal;
      const { request } = read;
      const order = (await store.get(request.out_order_no)) ?? (await add(request));
      const different = changedFields(order.request, request);
      if (different.length > 0) return REENTRY_RESPONSES[reentry](request.out_order_no, different);
      return { status: 200, body: show(order) };
    },
    get: async (outOrderNo) => {
      const refusal = checkPathValue(outOrderNoSchema, 'out_order_no', outOrderNo);
      if (refusal) return refusal;
      const order = await store.get(outOrderNo);
      if (!order || now() < order.created_at + readLag) return notFound('订单不存在', ERROR_CODES.NO_SUCH_ORDER);
      return { status: 200, body: show(order) };
    },
    qualification: (openid) =>
      checkPathValue(openidSchema, 'openid', openid) ?? {
        status: 200,
        body: { qualified_user: !openid.includes(UNQUALIFIED) },
      },
    list: async () => {
      const { orders, damaged } = await store.list();
      return { orders: orders.map(show), damaged };
    },
    find: async (outOrderNo) => {
      const order = await store.get(outOrderNo);
      return order && show(order);
    },
    change: async (outOrderNo, { state, claimedCount }) => {
      let refusal: SandboxResponse | undefined;
      const changed = await store.update(outOrderNo, (order) => {
        const next = state ?? stateAt(order, now());
        if (claimedCount && next !== 'RECEIVED') {
          const issue = `only an order that is RECEIVED can be claimed, and this one is ${next}`;
          refusal = parameterError({ field: '/claimed_count', value: claimedCount, issue, location: 'body' });
          return {};
        }
        return {
          ...(claimedCount !== undefined && { claimed_count: claimedCount }),
          ...(state !== undefined && { state, received_at: Math.floor(now()) }),
        };
      });
      if (!changed) return notFound(`there is no order ${JSON.stringify(outOrderNo)}`);
      if (refusal) return refusal;
      onChange?.();
      if (state !== undefined) onStateChange?.(changed);
      return { status: 200, body: show(changed) };
    },
  };
}
