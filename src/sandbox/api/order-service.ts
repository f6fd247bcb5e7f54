import { isUtf8 } from 'node:buffer';
import type * as z from 'zod/mini';
import {
  type CreateOrderRequest,
  createOrderRequest,
  type InsuranceOrder,
  openid as openidSchema,
  outOrderNo as outOrderNoSchema,
} from '../../insurance/schema.js';
import { issueMessage } from '../../issues.js';
import { ERROR_CODES, invalidRequest, notFound, parameterError, reentryDiffers } from './error-responses.js';
import type { OrderStore, StoredOrder } from './order-store.js';
import { viewOrder } from './order-view.js';
import type { SandboxResponse } from './response-writer.js';

/** The three calls of the insurance API, and a look at everything for the tests of users. */
export interface Orders {
  /** @param body the raw request body */
  create(body: Buffer): Promise<SandboxResponse>;
  get(outOrderNo: string): Promise<SandboxResponse>;
  qualification(openid: string): SandboxResponse;
  /** All orders as `get` would answer them now. */
  list(): Promise<InsuranceOrder[]>;
}

/** What the orders need. */
export interface OrdersOptions {
  store: OrderStore;
  /** Milliseconds since 1970. */
  now: () => number;
  random: (size: number) => Buffer;
  /** Milliseconds from creation until an order leaves `RECEIVING`. */
  receiveAfter: number;
  /** Told of every order that was not there before. */
  onCreated?: ((order: StoredOrder) => void) | undefined;
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
export function createOrders({ store, now, random, receiveAfter, onCreated }: OrdersOptions): Orders {
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
    if (stored.order_id === fresh.order_id) onCreated?.(stored);
    return stored;
  };

  return {
    create: async (body) => {
      const json = parseJson(body);
      if (!json.ok) {
        return invalidRequest('请求体不是合法的JSON', { field: '/', issue: json.issue, location: 'body' });
      }
      const parsed = REQUEST.safeParse(json.value, { error: issueMessage });
      if (!parsed.success) return refuseBody(json.value, parsed.error.issues);
      const request = parsed.data;
      const order = (await store.get(request.out_order_no)) ?? (await add(request));
      const different = differences(order.request, request);
      if (different.length > 0) return reentryDiffers(request.out_order_no, different);
      return { status: 200, body: viewOrder(order, now()) };
    },
    get: async (outOrderNo) => {
      const refusal = checkPathValue(outOrderNoSchema, 'out_order_no', outOrderNo);
      if (refusal) return refusal;
      const order = await store.get(outOrderNo);
      return order ? { status: 200, body: viewOrder(order, now()) } : notFound('订单不存在', ERROR_CODES.NO_SUCH_ORDER);
    },
    qualification: (openid) =>
      checkPathValue(openidSchema, 'openid', openid) ?? {
        status: 200,
        body: { qualified_user: !openid.includes(UNQUALIFIED) },
      },
    list: async () => (await store.list()).map((order) => viewOrder(order, now())),
  };
}
