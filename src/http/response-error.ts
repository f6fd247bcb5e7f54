import * as z from 'zod/mini';
import { clockOffsetSeconds, describeClockOffset } from '../apiv3/clock.js';
import { type CodeAdvice, findAdvice } from '../apiv3/error-codes.js';
import { readHeader } from '../apiv3/verify-response.js';
import { ApiError, NetworkError, type Outcome, type WechatPayError } from '../errors.js';
import { printable } from '../shared/printable.js';
import { joinWordings, type Language, type Text, verbatim } from '../shared/text.js';
import { sayResponse } from '../texts/response.js';
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

const describeBody = (response: FailedResponse): Text => {
  if (response.body.length === 0) return sayResponse('empty');
  const kind = sayResponse(response.data === undefined ? 'notJson' : 'notAnError');
  return response.signedBy === undefined ? kind : sayResponse('signed', kind);
};

const redirectError = ({ call, status, requestId, headers }: FailedResponse): NetworkError => {
  const to = readHeader(headers, 'location');
  const message =
    to === undefined
      ? sayResponse('redirected', call, status)
      : sayResponse('redirectedTo', call, status, printable(to, 200));
  const hint = sayResponse('redirectHint');
  return new NetworkError(message, { code: 'REDIRECT', status, requestId, outcome: 'unknown', hint });
};

const unauthorizedHints = ({ serial, headers, now }: FailedResponse): Text[] => {
  const offset = clockOffsetSeconds(readHeader(headers, 'date'), now);
  const isNotable = offset !== undefined && Math.abs(offset) > NOTABLE_OFFSET_SECONDS;
  return [sayResponse('serialSent', serial), ...(isNotable ? [sayResponse('clock', describeClockOffset(offset))] : [])];
};

/** What WeChat Pay says in its own words, which are those of its server; its code's meaning where it says nothing. */
const saidBy = (message: string, advice: CodeAdvice | undefined): Text => {
  if (message !== '' || advice === undefined) return verbatim(printable(message));
  return { zh: advice.zh.meaning, en: advice.en.meaning };
};

/**
 * The error for a response that does not answer its request: an `ApiError` where the body is WeChat Pay's refusal
 * (signed or not), a `NetworkError` for everything else, with what is known of the request's fate. The hint comes from
 * the table of known codes; on 401 it adds the serial that was sent and how far this clock is off.
 */
export function responseError(response: FailedResponse): WechatPayError {
  const { call, status, requestId, language, now } = response;
  const body = readErrorBody(response.data);
  if (body === undefined && status >= 300 && status < 400) return redirectError(response);

  const fate = fateOf(status, body?.code);
  const code = body === undefined ? `HTTP_${status}` : printable(body.code, 64);
  const advice = body && findAdvice(code, requestId);
  const message = body
    ? sayResponse('error', call, status, code, saidBy(body.message, advice))
    : sayResponse('other', call, status, describeBody(response));
  const facts = { code, status, requestId, language, detail: body?.detail };
  const hint = advice && { zh: advice.zh.hint, en: advice.en.hint };
  if (fate !== 'refusal') {
    return new NetworkError(message, {
      ...facts,
      ...(fate === 'refused' && { signed: response.signedBy !== undefined }),
      hint,
      outcome: fate,
      retryAfterSeconds: retryAfterSeconds(readHeader(response.headers, 'retry-after'), now),
    });
  }
  const hints = [hint, ...(status === 401 ? unauthorizedHints(response) : [])].filter((each) => each !== undefined);
  return new ApiError(message, {
    ...facts,
    signed: response.signedBy !== undefined,
    hint: hints.length === 0 ? undefined : joinWordings(hints, { zh: '', en: ' ' }),
  });
}
