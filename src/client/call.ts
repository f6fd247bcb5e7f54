import { encodeQuery, fillPath, matchPath } from '../apiv3/path.js';
import { UsageError } from '../errors.js';
import type { Caller } from '../http/caller.js';
import { requestUrl } from '../http/request-url.js';
import { type HttpMethod, METHODS, type VerifiedResponse } from '../http/types.js';
import { CALL_NAMES, CALLS, isRead, type ReadName, type ValuesOf, type WriteName } from '../insurance/api.js';
import { type CallExtras, readCall, type Verified } from '../insurance/api-call.js';
import { createOrder } from '../insurance/orders.js';
import { createOrderRequest } from '../insurance/schema.js';
import { isLoopbackHost } from '../shared/loopback.js';
import { joinWordings } from '../shared/text.js';
import { issueMessage, listIssues } from '../shared/zod-issues.js';
import { sayCall } from '../texts/calls.js';
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

/** What a safe call is made of, besides the values in its path. */
interface SafeCall {
  target: CallTarget;
  json: unknown;
  extras: CallExtras;
}

type MakeSafely = (call: SafeCall, values: Readonly<Record<string, string>>) => Promise<Verified<unknown>>;

/** How the calls that change something are made: as the command makes them. */
const WRITES: Readonly<Record<WriteName, MakeSafely>> = {
  createOrder: async ({ target: { caller, baseUrl }, json, extras }) => {
    const allowLoopback = isLoopbackHost(new URL(baseUrl).hostname);
    const parsed = createOrderRequest(allowLoopback).safeParse(json, { error: issueMessage });
    if (parsed.success) return createOrder(caller, parsed.data, extras);
    const problems = listIssues(parsed.error).map(({ path, message }) =>
      sayCall('problem', path ? `json.${path}` : 'json', message),
    );
    throw new UsageError(joinWordings(problems, { zh: '；', en: '; ' }), {
      code: 'INVALID_ORDER',
      hint: sayCall('nothingSent'),
    });
  },
};

const readSafely = <N extends ReadName>(name: N, values: ValuesOf<N>, { target, extras }: SafeCall) =>
  readCall(target.caller, name, { values, extras });

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
 * The safe call for a path, however it was written. Compared is the path as it would be sent: its letter case, doubled
 * slashes and percent-encoding are not to lead past the checks.
 */
const findSafeCall = (
  method: HttpMethod,
  path: string,
): ((call: SafeCall) => Promise<Verified<unknown>>) | undefined => {
  const segments = path.split('/').flatMap((segment) => (segment === '' ? [] : [decodeValue(segment) ?? '']));
  for (const name of CALL_NAMES) {
    if (CALLS[name].method !== method) continue;
    const isSame = (expected: string, found: string) => found.toLowerCase() === expected;
    if (isRead(name)) {
      const values = matchPath(CALLS[name].path, segments, isSame);
      if (values) return (call) => readSafely(name, values, call);
    } else {
      const values = matchPath(CALLS[name].path, segments, isSame);
      if (values) return (call) => WRITES[name](call, values);
    }
  }
  return undefined;
};

const refuseBodyOfGet = (method: HttpMethod, path: string, json: unknown): void => {
  if (json === undefined || method !== 'GET') return;
  throw new UsageError(sayCall('bodyOfGet', path), { code: 'BODY_OF_GET', hint: sayCall('bodyOfGetHint') });
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
    const { value, response } = await safe({ target, json, extras: { query, headers, signal } });
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
