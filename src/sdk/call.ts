import { encodeQuery, fillPath } from '../apiv3/path.js';
import type { Caller } from '../client/caller.js';
import { type CallRequest, type HttpMethod, METHODS, type VerifiedAnswer } from '../client/types.js';
import { UsageError } from '../errors.js';
import { createOrder, getOrder, getQualification } from '../insurance/orders.js';
import { createOrderRequest } from '../insurance/schema.js';
import { issueMessage, listIssues } from '../issues.js';
import { isLoopbackHost } from '../loopback.js';
import type { CallOptions, ClientResponse, Query } from './types.js';

/** A call as the chain has gathered it. */
export interface ChainCall {
  method: HttpMethod;
  /** Without slashes at its ends; placeholders as `{name}`. */
  template: string;
  options: CallOptions;
}

/** What calls go through. */
export interface CallTarget {
  caller: Caller;
  baseUrl: string;
}

/** Names of options that cannot be placeholders. */
const RESERVED = new Set(['json', 'query', 'headers', 'signal']);

const queryPairs = (query: Query): [string, string][] =>
  query instanceof URLSearchParams
    ? [...query]
    : Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));

const placeholders = (options: CallOptions): Record<string, string> =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      !RESERVED.has(name) && (typeof value === 'string' || typeof value === 'number') ? [[name, String(value)]] : [],
    ),
  );

const asResponse = ({ status, headers, requestId }: VerifiedAnswer, data: unknown): ClientResponse<unknown> => ({
  status,
  headers,
  requestId,
  data,
});

/** Calls that the insurance API knows how to make safely: they are made as the command makes them. */
const known: Readonly<
  Record<string, (target: CallTarget, options: CallOptions) => Promise<{ value: unknown; answer: VerifiedAnswer }>>
> = {
  'POST v3/hire-power-bank/insurance-orders': async ({ caller, baseUrl }, { json, headers, signal }) => {
    const allowLoopback = isLoopbackHost(new URL(baseUrl).hostname);
    const parsed = createOrderRequest(allowLoopback).safeParse(json, { error: issueMessage });
    if (parsed.success) return createOrder(caller, parsed.data, { headers, signal });
    const problems = listIssues(parsed.error).map(({ path, message }) => (path ? `json.${path}: ${message}` : message));
    throw new UsageError(problems.join('; '), { code: 'INVALID_ORDER', hint: 'Nothing was sent.' });
  },
  'GET v3/hire-power-bank/insurance-orders/{out_order_no}': async ({ caller }, { out_order_no, headers, signal }) =>
    getOrder(caller, String(out_order_no), { headers, signal }),
  'GET v3/hire-power-bank/user-qualifications/{openid}': async ({ caller }, { openid, headers, signal }) =>
    getQualification(caller, String(openid), { headers, signal }),
};

const request = ({ method, template, options }: ChainCall): CallRequest => {
  const { json, query = {}, headers, signal } = options;
  if (json !== undefined && method === 'GET') {
    throw new UsageError(`GET /${template} was given a body`, { code: 'BODY_OF_GET', hint: 'Pass `query` instead.' });
  }
  return {
    method,
    target: fillPath(template, placeholders(options)) + encodeQuery(queryPairs(query)),
    body: json === undefined ? undefined : Buffer.from(JSON.stringify(json)),
    headers,
    signal,
    // Of other calls nobody knows here whether a second one does harm.
    repeatable: method === 'GET',
  };
};

/** The verb of a property name: `post` and `postAsync` are both POST. */
export function methodOf(property: string): HttpMethod | undefined {
  const verb = property.replace(/Async$/, '');
  return METHODS.find((method) => method.toLowerCase() === verb);
}

/**
 * Makes a call. The paths of the insurance API are called as the command calls them: validated, repeated safely, and
 * checked to be about what was asked; any other path is signed, sent, and verified.
 * @throws {UsageError} `MISSING_PATH_PARAMETER`, `INVALID_ORDER`; and the errors of a call
 */
export async function makeCall(call: ChainCall, target: CallTarget): Promise<ClientResponse<unknown>> {
  const { method, template, options } = call;
  const make = Object.hasOwn(known, `${method} ${template}`) ? known[`${method} ${template}`] : undefined;
  if (make && options.query === undefined) {
    // Fails early, and by name, when a placeholder is not filled.
    fillPath(template, placeholders(options));
    const { value, answer } = await make(target, options);
    return asResponse(answer, value);
  }
  const result = await target.caller.call(request(call));
  if (!result.ok) throw result.error;
  return asResponse(result.answer, result.answer.data);
}
