import type { PathValues } from '../apiv3/path.js';
import type { HttpMethod } from '../http/types.js';
import type { Text } from '../shared/text.js';
// Types only: the table is for help and suggestions too, which load no schema.
import type { Requests, Responses } from './schema.js';

/** One call of the insurance API. */
export interface ApiCall {
  /** What the call is named in WeChat Pay's documents, and in English. */
  title: Text;
  method: HttpMethod;
  /** The path; each `{placeholder}` is named as the field that it stands for. */
  path: `/v3/${string}`;
  /** The request body, by its name in `schema.ts`; absent for a call without one. */
  request?: keyof Requests;
  /** The response, by its name in `schema.ts`. */
  response: keyof Responses;
  /** Whether a second attempt does no harm: a read, or a write that an idempotency key protects. */
  idempotent: boolean;
}

/**
 * Every call of the insurance API. The client's typed routes, the requests of the command, the routes of the sandbox
 * and the JSON Schemas are made from this table.
 */
export const CALLS = {
  createOrder: {
    title: { zh: '创建保险订单', en: 'create an insurance order' },
    method: 'POST',
    path: '/v3/hire-power-bank/insurance-orders',
    request: 'order',
    response: 'insuranceOrder',
    // out_order_no is the idempotency key: the same number with the same parameters is the same order.
    idempotent: true,
  },
  getOrder: {
    title: { zh: '查询保险订单详情', en: 'read an insurance order' },
    method: 'GET',
    path: '/v3/hire-power-bank/insurance-orders/{out_order_no}',
    response: 'insuranceOrder',
    idempotent: true,
  },
  getQualification: {
    title: { zh: '查询用户保险订单领取资格', en: 'ask whether a user may receive an order' },
    method: 'GET',
    path: '/v3/hire-power-bank/user-qualifications/{openid}',
    response: 'qualification',
    idempotent: true,
  },
} as const satisfies Readonly<Record<string, ApiCall>>;

/** The calls as the table has them. */
export type Calls = typeof CALLS;

/** The name of a call. */
export type CallName = keyof Calls;

/** The calls that only read. */
export type ReadName = { [N in CallName]: Calls[N]['method'] extends 'GET' ? N : never }[CallName];

/** The calls that change something. */
export type WriteName = Exclude<CallName, ReadName>;

/** What fills the path of a call. */
export type ValuesOf<N extends CallName> = PathValues<Calls[N]['path']>;

/** The names of the calls, in the order of the table. */
export const CALL_NAMES: readonly CallName[] = Object.keys(CALLS).filter((name): name is CallName =>
  Object.hasOwn(CALLS, name),
);

/** Whether a call only reads. */
export function isRead(name: CallName): name is ReadName {
  return CALLS[name].method === 'GET';
}
