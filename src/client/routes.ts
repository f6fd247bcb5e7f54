import type { PathValues } from '../apiv3/path.js';
import type { CallName, Calls } from '../insurance/api.js';
import type { RequestOf, ResponseOf } from '../insurance/api-call.js';

/** A verified response. */
export interface ClientResponse<T> {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** `Request-ID`, for WeChat Pay's support. */
  requestId: string | undefined;
  /** The parsed body; `undefined` when it is empty (204) or not JSON. */
  data: T;
}

/** Values of a query string; those that are `undefined` are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>> | URLSearchParams;

/** What any call may have. */
export interface CommonOptions {
  query?: Query;
  /** Further headers; those of the protocol cannot be replaced. */
  headers?: Readonly<Record<string, string>>;
  /** Aborts the call; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** What a call to any path may have; every other name is the value of a placeholder, raw: it is encoded once, here. */
export interface CallOptions extends CommonOptions {
  /** The body: serialised once, and signed as sent. */
  json?: unknown;
  [placeholder: string]: unknown;
}

/** A path without its first slash, as the chain names it. */
type Unslashed<P extends string> = P extends `/${infer Rest}` ? Rest : P;

/** The calls of the insurance API by path and verb. */
type InsuranceRoutes = {
  [P in Calls[CallName]['path'] as Unslashed<P>]: {
    [N in CallName as Calls[N]['path'] extends P ? Lowercase<Calls[N]['method']> : never]: {
      options: CommonOptions & RequestOf<N> & PathValues<P>;
      data: ResponseOf<N>;
    };
  };
};

/**
 * The paths whose requests and responses are typed. The property chain, `chain()` and the index take their types from
 * here, so that a project can add a path of its own: `declare module 'wxpay-cli' { interface Routes { … } }`.
 */
export interface Routes extends InsuranceRoutes {}

type AnyCall = <T = unknown>(options?: CallOptions) => Promise<ClientResponse<T>>;

type TypedCall<R> = R extends { options: infer O; data: infer D }
  ? (options: O) => Promise<ClientResponse<D>>
  : AnyCall;

type CallOf<R, V extends string> = V extends keyof R ? TypedCall<R[V]> : AnyCall;

/** The verbs of a path. */
interface Verbs<R> {
  /** Calls the path with GET. Retried after a failure; rejects unless the response verifies. */
  readonly get: CallOf<R, 'get'>;
  /** Calls the path with POST, `json` being the body; rejects unless the response verifies. */
  readonly post: CallOf<R, 'post'>;
  /** Calls the path with PUT, `json` being the body; rejects unless the response verifies. */
  readonly put: CallOf<R, 'put'>;
  /** Calls the path with PATCH, `json` being the body; rejects unless the response verifies. */
  readonly patch: CallOf<R, 'patch'>;
  /** Calls the path with DELETE; rejects unless the response verifies. */
  readonly delete: CallOf<R, 'delete'>;
  /** The same as `get`. */
  readonly getAsync: CallOf<R, 'get'>;
  /** The same as `post`. */
  readonly postAsync: CallOf<R, 'post'>;
  /** The same as `put`. */
  readonly putAsync: CallOf<R, 'put'>;
  /** The same as `patch`. */
  readonly patchAsync: CallOf<R, 'patch'>;
  /** The same as `delete`. */
  readonly deleteAsync: CallOf<R, 'delete'>;
}

/** A path without types of its own: every name leads further, every verb calls. */
export type AnyChain = Verbs<unknown> & { readonly chain: Chaining } & { readonly [segment: string]: AnyChain };

/** A path with types. */
export type Chain<P extends keyof Routes> = Verbs<Routes[P]> & { readonly chain: Chaining };

/** Names a path as text: a known one, with or without a leading slash, has its types. */
export interface Chaining {
  <P extends keyof Routes>(path: P | `/${P}`): Branch<P>;
  (path: string): AnyChain;
}

type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** How a segment can be spelt as a property: `insurance-orders` also as `insuranceOrders`, `{id}` also as `_id_`, `$id$`. */
type PropertyNames<S extends string> = S extends `{${infer Name}}` ? S | `_${Name}_` | `$${Name}$` : S | CamelCase<S>;

/** The segments that follow a path in the paths of `Routes`. */
type SegmentsAfter<P extends string, K = keyof Routes> = K extends `${P}/${infer Rest}`
  ? Rest extends `${infer Segment}/${string}`
    ? Segment
    : Rest
  : never;

/** A path on the way to typed ones, or one of them. */
export type Branch<P extends string> = (P extends keyof Routes ? Chain<P> : AnyChain) & {
  readonly [S in SegmentsAfter<P> as PropertyNames<S>]: Branch<`${P}/${S}`>;
};

/** A client: its properties are the paths of the API. */
export type WechatPay = { readonly v3: Branch<'v3'>; readonly chain: Chaining } & {
  readonly [P in keyof Routes]: Chain<P>;
} & { readonly [segment: string]: AnyChain };
