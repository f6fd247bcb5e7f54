import * as z from 'zod/mini';
import { readHeader } from '../apiv3/answer.js';
import { clockOffsetSeconds, describeClockOffset } from '../apiv3/clock.js';
import { findAdvice, type Language } from '../apiv3/error-codes.js';
import { ApiError, NetworkError, type Outcome, type WechatPayError } from '../errors.js';
import { printable } from '../printable.js';
import { readJson } from './answer-json.js';
import type { VerifiedAnswer } from './types.js';

const errorBody = z.looseObject({
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  detail: z.optional(z.unknown()),
});

/** An answer that is no success, as it came, and what is needed to explain it. */
export interface FailedAnswer extends Omit<VerifiedAnswer, 'data'> {
  /** `POST https://…/v3/…`, for the message. */
  call: string;
  /** The serial that the request was signed with. */
  serial: string;
  /** Local time in milliseconds since 1970. */
  now: number;
  language: Language;
}

const parseBody = (body: Buffer): z.infer<typeof errorBody> => {
  // A gateway answers in HTML; the status says enough.
  const parsed = errorBody.safeParse(readJson(body));
  return parsed.success ? parsed.data : {};
};

/** Offsets up to here are the network's and the header's own inaccuracy. */
const NOTABLE_OFFSET_SECONDS = 60;

const retryAfterSeconds = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  return clockOffsetSeconds(header, now);
};

const outcomeOf = (status: number): Outcome => (status === 429 ? 'refused' : 'unknown');

/**
 * The error for an answer outside 2xx. A 4xx is WeChat Pay's refusal (`ApiError`, signed or not); 3xx, 408, 429 and
 * 5xx bring no answer to the question (`NetworkError`). The hint comes from the table of known codes; on 401 it adds
 * the serial that was sent and how far this clock is off.
 */
export function answerError(answer: FailedAnswer): WechatPayError {
  const { status, requestId, language, now } = answer;
  const { code: given, message, detail } = parseBody(answer.body);
  const code = given === undefined ? `HTTP_${status}` : printable(given, 64);
  const advice = findAdvice(code, requestId)?.[language];
  const offset = clockOffsetSeconds(readHeader(answer.headers, 'date'), now);
  const facts = { code, status, requestId, detail };

  if (status >= 300 && status < 400) {
    const to = readHeader(answer.headers, 'location');
    return new NetworkError(
      `${answer.call} was redirected (${status})${to === undefined ? '' : ` to ${printable(to, 200)}`}; redirects are not followed`,
      {
        ...facts,
        code: 'REDIRECT',
        outcome: 'unknown',
        hint: 'WeChat Pay does not redirect: check baseUrl and the proxy.',
      },
    );
  }

  const said = printable(message ?? advice?.meaning ?? 'no explanation came with it');
  if (status >= 500 || status === 429 || status === 408) {
    return new NetworkError(`${answer.call} was answered with ${status} ${code}: ${said}`, {
      ...facts,
      hint: advice?.hint,
      outcome: outcomeOf(status),
      retryAfterSeconds: retryAfterSeconds(readHeader(answer.headers, 'retry-after'), now),
    });
  }

  const hints = [advice?.hint];
  if (status === 401) {
    hints.push(`Serial sent: ${answer.serial}.`);
    if (offset !== undefined && Math.abs(offset) > NOTABLE_OFFSET_SECONDS) {
      hints.push(`By the Date header, ${describeClockOffset(offset)}.`);
    }
  }
  return new ApiError(`${answer.call} was answered with ${status} ${code}: ${said}`, {
    ...facts,
    verified: answer.signedBy !== undefined,
    hint: hints.filter((hint) => hint !== undefined).join(' ') || undefined,
  });
}
