import { fillPath } from '../apiv3/path.js';
import { NetworkError, SignatureError, WechatPayError } from '../errors.js';
import type { Caller } from '../http/caller.js';
import type { CallRequest, VerifiedResponse } from '../http/types.js';
import { printable } from '../shared/printable.js';
import { joinWordings, type Text } from '../shared/text.js';
import { issueMessage, listIssues } from '../shared/zod-issues.js';
import { sayCall } from '../texts/calls.js';
import { sayOutcome } from '../texts/outcome.js';
import { CALLS, type CallName, type Calls, type ReadName, type ValuesOf } from './api.js';
import { RESPONSE_MISMATCH } from './create-failure.js';
import { RESPONSES, type Requests, type Responses } from './schema.js';

/** A verified response together with what it says. */
export interface Verified<T> {
  value: T;
  response: VerifiedResponse;
}

/** What the response of a call says. */
export type ResponseOf<N extends CallName> = Responses[Calls[N]['response']];

/** What a call sends, as an option of the client. */
export type RequestOf<N extends CallName> = Calls[N] extends { request: infer R extends keyof Requests }
  ? { json: Requests[R] }
  : unknown;

/** What a caller may add to any call. */
export type CallExtras = Pick<
  CallRequest,
  'headers' | 'signal' | 'retrySignal' | 'watch' | 'retries' | 'turn' | 'timeout' | 'freshConnection'
> & {
  /** A query string with its question mark, encoded. This API has no parameters of its own. */
  query?: string | undefined;
};

/** Fields that a response must have as they were asked for; of those that it does not name, none is judged. */
export type Expected = Readonly<Record<string, string | undefined>>;

const firstMismatch = (
  name: CallName,
  value: Readonly<Record<string, unknown>>,
  expected: Expected,
): [field: string, wanted: string] | undefined => {
  const { shape } = RESPONSES[CALLS[name].response];
  for (const [field, wanted] of Object.entries(expected)) {
    if (wanted !== undefined && Object.hasOwn(shape, field) && value[field] !== wanted) return [field, wanted];
  }
  return undefined;
};

/**
 * The request of a call. A response counts as its own whose body is what the call is answered with, and is about
 * what was asked.
 * @param asked what the response must be about
 * @param body the bytes of the body, serialised once
 * @throws {UsageError} `BAD_PATH_PARAMETER`
 */
export function callRequest<N extends CallName>(
  name: N,
  { values, asked, body }: { values: ValuesOf<N>; asked: Expected; body?: Buffer | undefined },
  { query = '', ...extras }: CallExtras = {},
): CallRequest {
  const { method, path, idempotent, response } = CALLS[name];
  return {
    method,
    target: fillPath(path, values) + query,
    body,
    answers: (data) => {
      const parsed = RESPONSES[response].safeParse(data);
      return parsed.success && firstMismatch(name, parsed.data, asked) === undefined;
    },
    idempotent,
    expectJson: true,
    ...extras,
  };
}

const unexpected = (response: VerifiedResponse, call: string, problem: Text): NetworkError =>
  new NetworkError(sayOutcome('unexpected', call, problem), {
    code: 'UNEXPECTED_RESPONSE',
    outcome: 'unknown',
    status: response.status,
    requestId: response.requestId,
    hint: sayOutcome('unexpectedHint'),
  });

/** The error for a response that is not about what was asked: about another order, say. */
export function mismatchError(
  response: VerifiedResponse,
  field: string,
  { expected, found }: { expected: string; found: unknown },
): SignatureError {
  const seen = JSON.stringify(printable(String(found), 128));
  return new SignatureError(sayOutcome('mismatch', field, JSON.stringify(expected), seen), {
    code: RESPONSE_MISMATCH,
    status: response.status,
    requestId: response.requestId,
    hint: sayOutcome('mismatchHint'),
  });
}

function parseResponse<N extends CallName>(name: N, response: VerifiedResponse): ResponseOf<N>;
/** Typed above: the schema is the one of the call. */
function parseResponse(name: CallName, response: VerifiedResponse): object {
  const { method, path } = CALLS[name];
  const parsed = RESPONSES[CALLS[name].response].safeParse(response.data, { error: issueMessage });
  if (parsed.success) return parsed.data;
  const problems = listIssues(parsed.error).map((issue) =>
    issue.path ? sayCall('problem', issue.path, issue.message) : issue.message,
  );
  throw unexpected(response, `${method} ${path}`, joinWordings(problems, { zh: '；', en: '; ' }));
}

/**
 * What a verified response says. A signature does not bind a response to its request: a response about something else,
 * however well signed, must not pass for this one.
 * @throws {NetworkError} `UNEXPECTED_RESPONSE` when it does not have the fields of the call's response
 * @throws {SignatureError} `RESPONSE_MISMATCH` when one of them is not as expected
 */
export function readResponse<N extends CallName>(
  name: N,
  response: VerifiedResponse,
  expected: Expected,
): Verified<ResponseOf<N>> {
  const value = parseResponse(name, response);
  const mismatch = firstMismatch(name, value, expected);
  if (mismatch === undefined) return { value, response };
  const [field, wanted] = mismatch;
  throw mismatchError(response, field, { expected: wanted, found: Reflect.get(value, field) });
}

/** Runs an action, and names the order in the error that it throws. */
export async function namingOrder<T>(outOrderNo: string | undefined, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof WechatPayError) error.outOrderNo ??= outOrderNo;
    throw error;
  }
}

/**
 * Makes a call that only reads.
 * @param values what fills its path; a response that names one of them must have it as it was asked for
 * @param expected what else the response must have
 * @throws {WechatPayError} `ApiError` 404 for what does not exist; `SignatureError` `RESPONSE_MISMATCH`; each names the
 * order that the path names
 */
export async function readCall<N extends ReadName>(
  caller: Caller,
  name: N,
  { values, expected, extras }: { values: ValuesOf<N>; expected?: Expected; extras?: CallExtras | undefined },
): Promise<Verified<ResponseOf<N>>> {
  const asked: Expected = values;
  return namingOrder(asked['out_order_no'], async () => {
    const result = await caller.call(callRequest(name, { values, asked }, extras));
    if (!result.ok) throw result.error;
    return readResponse(name, result.response, { ...asked, ...expected });
  });
}
