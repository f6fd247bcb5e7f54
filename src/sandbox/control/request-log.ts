import { parseAuthorization } from '../../apiv3/authorization.js';
import type { SandboxRequest } from '../api/read-request.js';
import type { FaultName } from '../faults/fault-plan.js';

/** A request as the sandbox shows it to its users. */
export interface SeenRequest {
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
}

const LIMIT = 1000;

/** So that a full log of the largest bodies stays in the tens of megabytes. */
const BODY_SHOWN = 16_384;

const maskAuthorization = (value: string): string =>
  parseAuthorization(value).ok ? value.replace(/signature="[^"]*"/, 'signature="***"') : value.replace(/ .*$/s, ' ***');

const namedHeaders = (raw: readonly string[]): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    const shown = name.toLowerCase() === 'authorization' ? maskAuthorization(value) : value;
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${shown}` : shown;
  }
  return headers;
};

/** What came in lately. */
export interface RequestLog {
  /** Notes a request; the entry's status and fault are filled in by whoever answers it. */
  add(request: SandboxRequest): SeenRequest;
  /** The last 1000 requests, oldest first. */
  entries(): readonly SeenRequest[];
}

/** @param now milliseconds since 1970 */
export function createRequestLog(now: () => number): RequestLog {
  const seen: SeenRequest[] = [];
  return {
    add: ({ method, target, rawHeaders, body }) => {
      const entry: SeenRequest = {
        at: new Date(now()).toISOString(),
        method,
        target,
        headers: namedHeaders(rawHeaders),
        body: body.subarray(0, BODY_SHOWN).toString('utf8'),
        status: null,
        fault: null,
      };
      seen.push(entry);
      if (seen.length > LIMIT) seen.shift();
      return entry;
    },
    entries: () => seen,
  };
}
