import { encodeQuery, fillPath } from '../apiv3/path.js';
import { UsageError } from '../errors.js';
import type { Caller } from '../http/caller.js';
import { requestUrl } from '../http/request-url.js';
import { type HttpMethod, METHODS, type VerifiedResponse } from '../http/types.js';
import { type CallExtras, createOrder, getOrder, getQualification } from '../insurance/orders.js';
import { PATHS } from '../insurance/paths.js';
import { createOrderRequest } from '../insurance/schema.js';
import { isLoopbackHost } from '../shared/loopback.js';
import { issueMessage, listIssues } from '../shared/zod-issues.js';
import { checkCallOptions, encodeJson } from './check-call.js';
import type { CallOptions, ClientResponse, Query } from './routes.js';

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

const asResponse = ({ status, headers, requestId }: VerifiedResponse, data: unknown): ClientResponse<unknown> => ({
  status,
  headers,
  requestId,
  data,
});

/** What a safe call is made of: the values in its path, decoded, and the options of every call. */
interface SafeCall {
  target: CallTarget;
  value: string;
  json: unknown;
  extras: CallExtras;
}

type MakeSafely = (call: SafeCall) => Promise<{ value: unknown; response: VerifiedResponse }>;

/** Calls that the insurance API knows how to make safely: they are made as the command makes them. */
const SAFE_CALLS: readonly { method: HttpMethod; path: string; make: MakeSafely }[] = [
  {
    method: 'POST',
    path: PATHS.orders,
    make: async ({ target: { caller, baseUrl }, json, extras }) => {
      const allowLoopback = isLoopbackHost(new URL(baseUrl).hostname);
      const parsed = createOrderRequest(allowLoopback).safeParse(json, { error: issueMessage });
      if (parsed.success) return createOrder(caller, parsed.data, extras);
      const problems = listIssues(parsed.error).map(({ path, message }) =>
        path ? `json.${path}: ${message}` : `json: ${message}`,
      );
      throw new UsageError(problems.join('; '), { code: 'INVALID_ORDER', hint: 'Nothing was sent.' });
    },
  },
  {
    method: 'GET',
    path: PATHS.order,
    make: async ({ target: { caller }, value, extras }) => getOrder(caller, { out_order_no: value }, extras),
  },
  {
    method: 'GET',
    path: PATHS.qualification,
    make: async ({ target: { caller }, value, extras }) => getQualification(caller, value, extras),
  },
];

const decodeValue = (value: string): string | undefined => {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
};

/**
 * The path and the query of a call as they would be sent: a URL turns a backslash into a slash, resolves `.` and `..`,
 * and drops tabs, line ends, and what follows a `#`.
 */
const readTarget = (filled: string, query: Query): { path: string; query: string } => {
  const { pathname, search } = requestUrl('http://localhost', filled);
  const added = encodeQuery(queryPairs(query));
  return { path: pathname, query: search === '' ? added : search + added.replace('?', '&') };
};

/**
 * The safe call for a path, however it was written, and the value in it. Compared is the path as it would be sent: its
 * letter case, doubled slashes and percent-encoding are not to lead past the checks.
 */
const findSafeCall = (method: HttpMethod, path: string): { make: MakeSafely; value: string } | undefined => {
  const segments = path.split('/').filter((segment) => segment !== '');
  for (const call of SAFE_CALLS) {
    if (call.method !== method) continue;
    const wanted = call.path.split('/').filter((segment) => segment !== '');
    const isSame = (segment: string, at: number) =>
      segment.startsWith('{') || decodeValue(segments[at] ?? '')?.toLowerCase() === segment;
    if (wanted.length !== segments.length || !wanted.every(isSame)) continue;
    const at = wanted.findIndex((segment) => segment.startsWith('{'));
    const value = at < 0 ? '' : decodeValue(segments[at] ?? '');
    if (value !== undefined) return { make: call.make, value };
  }
  return undefined;
};

const refuseBodyOfGet = (method: HttpMethod, path: string, json: unknown): void => {
  if (json === undefined || method !== 'GET') return;
  throw new UsageError(`GET ${path} was given a body`, { code: 'BODY_OF_GET', hint: 'Pass `query` instead.' });
};

/** The verb of a property name: `post` and `postAsync` are both POST. */
export function methodOf(property: string): HttpMethod | undefined {
  const verb = property.replace(/Async$/, '');
  return METHODS.find((method) => method.toLowerCase() === verb);
}

/**
 * Makes a call. The paths of the insurance API are called as the command calls them, however they are written: validated,
 * retried safely, settled, and checked to be about what was asked; any other path is signed, sent, and verified.
 * @throws {UsageError} `MISSING_PATH_PARAMETER`, `INVALID_ORDER`, `BODY_OF_GET`, `BAD_CALL_OPTION`; and the errors of a call
 */
export async function makeCall(call: ChainCall, target: CallTarget): Promise<ClientResponse<unknown>> {
  const { method, template, options } = call;
  checkCallOptions(options);
  const { json } = options;
  const headers = options.headers ?? undefined;
  const signal = options.signal ?? undefined;
  const { path, query } = readTarget(fillPath(template, placeholders(options)), options.query ?? {});
  refuseBodyOfGet(method, path, json);
  const safe = findSafeCall(method, path);
  if (safe) {
    const { value, response } = await safe.make({
      target,
      value: safe.value,
      json,
      extras: { query, headers, signal },
    });
    return asResponse(response, value);
  }
  const result = await target.caller.call({
    method,
    target: path + query,
    body: json === undefined ? undefined : encodeJson(json),
    headers,
    signal,
    // Of other calls nobody knows here whether a second one does harm.
    idempotent: method === 'GET',
  });
  if (!result.ok) throw result.error;
  return asResponse(result.response, result.response.data);
}
