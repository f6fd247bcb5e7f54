import { parseAuthorization } from '../../apiv3/authorization.js';
import type { Reply } from '../api/api.js';
import type { Check, SigningComparison } from '../api/authenticate.js';
import type { SandboxRequest } from '../api/read-request.js';
import type { FaultName } from '../faults/fault-plan.js';

/** A request as the sandbox shows it to its users. */
export interface SeenRequest {
  /** Counts from 1. */
  id: number;
  /** RFC 3339, UTC. */
  at: string;
  method: string;
  /** The raw request target. */
  target: string;
  /** Names spelled as they were sent; of `Authorization` the signature is masked. */
  headers: Record<string, string>;
  /** The body as text; what is over 16 KiB is cut off. */
  body: string;
  /** Status of the response; `null` when none was sent, or none yet. */
  status: number | null;
  fault: FaultName | null;
  /** The code of an error response, such as `SIGN_ERROR`. */
  code: string | null;
  /** Why the request was refused, in a few words. */
  reason: string | null;
  /** Milliseconds until the response was ready; `null` before. */
  ms: number | null;
  /** Each check of the request, in order; empty before the response is ready. */
  checks: readonly Check[];
  /** For a signature that does not verify: the message that should have been signed, and the one that was. */
  signing: SigningComparison | null;
  /** The beginning of the response body. */
  response: string;
}

/** How many requests are kept. */
const LIMIT = 10_000;

/** How many characters of bodies are kept in all; older requests are dropped beyond it. */
const TEXT_LIMIT = 64 * 1024 * 1024;

const BODY_SHOWN = 16_384;
const RESPONSE_SHOWN = 4096;

const maskAuthorization = (value: string): string =>
  parseAuthorization(value).ok ? value.replace(/signature="[^"]*"/, 'signature="***"') : value.replace(/ .*$/s, ' ***');

const namedHeaders = (raw: readonly string[]): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    const shown = name.toLowerCase() === 'authorization' ? maskAuthorization(value) : value;
    const all = Object.hasOwn(headers, name) ? `${headers[name]}, ${shown}` : shown;
    if (name !== '__proto__') headers[name] = all;
    // Not an assignment, which would do something else; it is a name that a client may send.
    else Object.defineProperty(headers, name, { value: all, enumerable: true, configurable: true, writable: true });
  }
  return headers;
};

/** Which of the requests are wanted. */
export interface RequestQuery {
  /** At most so many, the newest ones. */
  limit?: number | undefined;
  /** Only those with a lower id. */
  before?: number | undefined;
  /** Only those with this text in target, body, status, code, reason or fault, whatever the case. */
  search?: string | undefined;
}

/** A request in the log. */
interface LoggedRequest {
  entry: SeenRequest;
  started: number;
  /** Characters that it keeps in memory. */
  size: number;
}

/** What came in lately. */
export interface RequestLog {
  /** Adds a request that has no response yet. */
  add(request: SandboxRequest): LoggedRequest;
  /** Fills in what became of it. */
  finish(logged: LoggedRequest, reply: Reply): void;
  /** The last 10,000 requests, oldest first. */
  entries(): readonly SeenRequest[];
  find(id: number): SeenRequest | undefined;
  /** The newest requests that match, oldest first. */
  query(query: RequestQuery): SeenRequest[];
}

const matches = (entry: SeenRequest, text: string): boolean =>
  [entry.target, entry.body, entry.status, entry.code, entry.reason, entry.fault].some((part) =>
    String(part ?? '')
      .toLowerCase()
      .includes(text),
  );

/** @param now milliseconds since 1970 */
export function createRequestLog(now: () => number): RequestLog {
  const seen: LoggedRequest[] = [];
  let count = 0;
  let kept = 0;

  const dropOldest = (): void => {
    kept -= seen.shift()?.size ?? 0;
  };

  /** Ids count up one by one. */
  const find = (id: number): LoggedRequest | undefined => seen[id - (seen[0]?.entry.id ?? 0)];

  return {
    add: ({ method, target, rawHeaders, body }) => {
      count += 1;
      const entry: SeenRequest = {
        id: count,
        at: new Date(now()).toISOString(),
        method,
        target,
        headers: namedHeaders(rawHeaders),
        body: body.subarray(0, BODY_SHOWN).toString('utf8'),
        status: null,
        fault: null,
        code: null,
        reason: null,
        ms: null,
        checks: [],
        signing: null,
        response: '',
      };
      const size = target.length + entry.body.length + rawHeaders.join('').length;
      const logged = { entry, started: performance.now(), size };
      seen.push(logged);
      kept += size;
      while (seen.length > LIMIT || kept > TEXT_LIMIT) dropOldest();
      return logged;
    },
    finish: (logged, { wire, delivery, fault, checks, signing, reason, code }) => {
      const { entry } = logged;
      entry.status = delivery === 'reset' || delivery === 'never' ? null : wire.status;
      entry.fault = fault ?? null;
      entry.code = code ?? null;
      entry.reason = reason?.en ?? null;
      entry.checks = checks;
      entry.signing = signing ?? null;
      entry.response = wire.body.subarray(0, RESPONSE_SHOWN).toString('utf8');
      entry.ms = Math.round(performance.now() - logged.started);
      const more = entry.response.length + (signing ? signing.expected.length + (signing.signed?.length ?? 0) : 0);
      logged.size += more;
      if (find(entry.id) === logged) kept += more;
    },
    entries: () => seen.map(({ entry }) => entry),
    find: (id) => find(id)?.entry,
    query: ({ limit = LIMIT, before = Number.POSITIVE_INFINITY, search = '' }) => {
      const wanted = search.trim().toLowerCase();
      const found: SeenRequest[] = [];
      for (let index = seen.length - 1; index >= 0 && found.length < limit; index -= 1) {
        const entry = seen[index]?.entry;
        if (entry && entry.id < before && (wanted === '' || matches(entry, wanted))) found.push(entry);
      }
      return found.reverse();
    },
  };
}
