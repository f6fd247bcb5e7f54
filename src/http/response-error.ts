import * as z from 'zod/mini';
import { clockOffsetSeconds, describeClockOffset } from '../apiv3/clock.js';
import { findAdvice } from '../apiv3/error-codes.js';
import { readHeader } from '../apiv3/verify-response.js';
import { ApiError, NetworkError, type Outcome, type WechatPayError } from '../errors.js';
import { printable } from '../shared/printable.js';
import type { Language } from '../shared/text.js';
import type { VerifiedResponse } from './types.js';

/** The body of an APIv3 error. Nothing else is a refusal by WeChat Pay: no signature covers the status line. */
const errorBody = z.looseObject({
  code: z.string().check(z.regex(/^[A-Z][A-Z0-9_]*$/)),
  message: z.string(),
  detail: z.optional(z.unknown()),
});

type ErrorBody = z.infer<typeof errorBody>;

/** Levels of `detail` that are passed on; what is printed and written as JSON again must not overflow the stack. */
const DEEPEST_DETAIL = 32;

const isDeeper = (value: unknown, levels: number): boolean =>
  value !== null &&
  typeof value === 'object' &&
  (levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1)));

/** What a parsed body says if it is an APIv3 error; `undefined` for anything else: a gateway's HTML, nothing, an order. */
export function readErrorBody(data: unknown): ErrorBody | undefined {
  const body = errorBody.safeParse(data).data;
  return body && isDeeper(body.detail, DEEPEST_DETAIL)
    ? { ...body, detail: `nested more than ${DEEPEST_DETAIL} levels deep` }
    : body;
}

/** A response that does not answer the request, as it came, and what is needed to explain it. */
export interface FailedResponse extends VerifiedResponse {
  /** `POST https://…/v3/…`, for the message. */
  call: string;
  /** The serial that the request was signed with. */
  serial: string;
  /** Local time in milliseconds since 1970. */
  now: number;
  language: Language;
}

/** Offsets up to here are the network's and the header's own inaccuracy. */
const NOTABLE_OFFSET_SECONDS = 60;

const retryAfterSeconds = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  return clockOffsetSeconds(header, now);
};

/** Codes that say that nothing is known of the request, whatever status comes with them. */
const UNKNOWN_CODES: ReadonlySet<string> = new Set(['SYSTEM_ERROR', 'SYSTEMERROR', 'SERVICE_UNAVAILABLE']);

/** Codes that say that the request was not carried out, and may be sent again later. */
const RATE_LIMIT_CODES: ReadonlySet<string> = new Set([
  'RATELIMIT_EXCEEDED',
  'RATELIMIT_EXCEED',
  'FREQUENCY_LIMITED',
  'RATE_LIMITED',
]);

/** What a response outside 2xx says of its request: refused for good, refused for now, or nothing. */
type Fate = 'refusal' | Extract<Outcome, 'refused' | 'unknown'>;

/**
 * What became of a request, by status and error code. A refusal is a 4xx whose body says so; a code that says the
 * opposite wins over the status, which anybody on the way can change.
 */
export function fateOf(status: number, code: string | undefined): Fate {
  if (code === undefined || UNKNOWN_CODES.has(code) || status < 400 || status >= 500) return 'unknown';
  if (RATE_LIMIT_CODES.has(code) || status === 429) return 'refused';
  return status === 408 ? 'unknown' : 'refusal';
}

const describeBody = (response: FailedResponse): string => {
  if (response.body.length === 0) return 'an empty body';
  const kind = response.data === undefined ? 'a body that is not JSON' : 'a body that is no APIv3 error';
  return response.signedBy === undefined ? kind : `${kind}, though signed`;
};

const redirectError = (response: FailedResponse): NetworkError => {
  const to = readHeader(response.headers, 'location');
  return new NetworkError(
    `${response.call} was redirected (${response.status})${to === undefined ? '' : ` to ${printable(to, 200)}`}; redirects are not followed`,
    {
      code: 'REDIRECT',
      status: response.status,
      requestId: response.requestId,
      outcome: 'unknown',
      hint: 'WeChat Pay does not redirect: check baseUrl and the proxy.',
    },
  );
};

const unauthorizedHints = ({ serial, headers, now }: FailedResponse): string[] => {
  const offset = clockOffsetSeconds(readHeader(headers, 'date'), now);
  const isNotable = offset !== undefined && Math.abs(offset) > NOTABLE_OFFSET_SECONDS;
  return [`Serial sent: ${serial}.`, ...(isNotable ? [`By the Date header, ${describeClockOffset(offset)}.`] : [])];
};

/**
 * The error for a response that does not answer its request: an `ApiError` where the body is WeChat Pay's refusal
 * (signed or not), a `NetworkError` for everything else, with what is known of the request's fate. The hint comes from
 * the table of known codes; on 401 it adds the serial that was sent and how far this clock is off.
 */
export function responseError(response: FailedResponse): WechatPayError {
  const { status, requestId, language, now } = response;
  const body = readErrorBody(response.data);
  if (body === undefined && status >= 300 && status < 400) return redirectError(response);

  const fate = fateOf(status, body?.code);
  const code = body === undefined ? `HTTP_${status}` : printable(body.code, 64);
  const advice = body && findAdvice(code, requestId)?.[language];
  const said = body ? printable(body.message || (advice?.meaning ?? '')) : describeBody(response);
  const message = `${response.call} was answered with ${status} ${body ? `${code}: ${said}` : `and ${said}`}`;
  const facts = { code, status, requestId, detail: body?.detail };
  if (fate !== 'refusal') {
    return new NetworkError(message, {
      ...facts,
      ...(fate === 'refused' && { signed: response.signedBy !== undefined }),
      hint: advice?.hint,
      outcome: fate,
      retryAfterSeconds: retryAfterSeconds(readHeader(response.headers, 'retry-after'), now),
    });
  }
  const hints = [advice?.hint, ...(status === 401 ? unauthorizedHints(response) : [])];
  return new ApiError(message, {
    ...facts,
    signed: response.signedBy !== undefined,
    hint: hints.filter((hint) => hint !== undefined).join(' ') || undefined,
  });
}
