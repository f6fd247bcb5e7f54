import { isUtf8 } from 'node:buffer';
import type * as z from 'zod/mini';
import {
  type CreateOrderRequest,
  createOrderRequest,
  type InsuranceOrder,
  openid as openidSchema,
  outOrderNo as outOrderNoSchema,
} from '../../insurance/schema.js';
import { issueMessage } from '../../shared/zod-issues.js';
import {
  ERROR_CODES,
  invalidRequest,
  notFound,
  parameterError,
  REENTRY_RESPONSES,
  type ReentryForm,
} from './error-responses.js';
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

const REQUEST = createOrderRequest(true);

const parseJson = (body: Buffer): { ok: true; value: unknown } | { ok: false; issue: string } => {
  if (body.length === 0) return { ok: false, issue: 'the body is empty' };
  if (!isUtf8(body)) return { ok: false, issue: 'the body is not UTF-8' };
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return { ok: true, value };
  } catch (error) {
    return { ok: false, issue: error instanceof Error ? error.message : String(error) };
  }
};

const valueAt = (value: unknown, key: PropertyKey | undefined): unknown =>
  typeof value === 'object' && value !== null && key !== undefined && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;

const LENGTH_ISSUES: readonly string[] = ['too_big', 'too_small'];

/** One refusal for many issues, as WeChat Pay responses; an unknown field goes first, being why another one is missing. */
const refuseBody = (body: unknown, issues: readonly z.core.$ZodIssue[]): SandboxResponse => {
  for (const issue of issues) {
    const [key] = issue.code === 'unrecognized_keys' ? issue.keys : [];
    if (key === undefined) continue;
    return parameterError(
      {
        field: `/${key}`,
        value: valueAt(body, key),
        issue: '参数中含有非法的额外参数: unknown field',
        location: 'body',
      },
      ERROR_CODES.UNKNOWN_FIELD,
    );
  }
  const [first] = issues;
  const code = LENGTH_ISSUES.includes(first?.code ?? '') ? ERROR_CODES.OUT_OF_RANGE : ERROR_CODES.ILLEGAL_PARAMETER;
  return parameterError(
    {
      field: `/${first?.path.map(String).join('/') ?? ''}`,
      value: valueAt(body, first?.path[0]),
      issue: first?.message ?? 'invalid',
      location: 'body',
    },
    code,
  );
};

/** Characters of more than three bytes in UTF-8. */
const FOUR_BYTES = /[\u{10000}-\u{10FFFF}]/u;

const breaksBasicRules = (value: unknown): string | undefined => {
  if (value === null) return 'null is not allowed: leave the field out';
  return typeof value === 'string' && FOUR_BYTES.test(value)
    ? 'only characters of one to three bytes in UTF-8 are allowed: no emoji'
    : undefined;
};

/** The rules for every body (基本规则): no null, and UTF-8 of one to three bytes a character. */
const checkBasicRules = (body: unknown): SandboxResponse | undefined => {
  if (typeof body !== 'object' || body === null) return undefined;
  for (const [key, value] of Object.entries(body)) {
    const issue = breaksBasicRules(value);
    if (issue !== undefined) return parameterError({ field: `/${key}`, value, issue, location: 'body' });
  }
  return undefined;
};

const checkPathValue = (schema: typeof openidSchema, field: string, value: string): SandboxResponse | undefined => {
  const issue = schema.safeParse(value, { error: issueMessage }).error?.issues[0];
  return issue && parameterError({ field, value, issue: issue.message, location: 'path' });
};

const differences = (first: CreateOrderRequest, again: CreateOrderRequest): string[] =>
  Object.keys(REQUEST.shape).filter((name) => valueAt(first, name) !== valueAt(again, name));

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
      const json = parseJson(body);
      if (!json.ok) {
        return invalidRequest('请求体不是合法的JSON', { field: '/', issue: json.issue, location: 'body' });
      }
      const basic = checkBasicRules(json.value);
      if (basic) return basic;
      const parsed = REQUEST.safeParse(json.value, { error: issueMessage });
      if (!parsed.success) return refuseBody(json.value, parsed.error.issues);
      const request = parsed.data;
      const order = (await store.get(request.out_order_no)) ?? (await add(request));
      const different = differences(order.request, request);
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
