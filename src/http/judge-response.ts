import { verificationError } from '../apiv3/verification-failure.js';
import { readHeader, verifyResponse } from '../apiv3/verify-response.js';
import type { WechatPayError } from '../errors.js';
import { redact, redactValue, signaturesIn } from '../shared/redact.js';
import { readErrorBody, responseError } from './response-error.js';
import { readJson, requireJson } from './response-json.js';
import type { CallerOptions, CallRequest, Environment, RawResponse, VerifiedResponse } from './types.js';

type Headers = VerifiedResponse['headers'];

/** Headers without the signature of the request, which whoever answers may send back; no signature covers them. */
const safeHeaders = (headers: Headers, secrets: readonly string[]): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((one) => redact(one, secrets)) : value && redact(value, secrets),
    ]),
  );

/** A response that is only told of, without the signature of its request in a header, a message or a detail. */
const withoutSignature = (
  { headers, body, status }: RawResponse,
  secrets: readonly string[],
): Pick<VerifiedResponse, 'status' | 'headers' | 'body' | 'data'> => {
  const data = readJson(body);
  // Of a body that is no error nothing is told; and of an error only what is bounded in depth.
  const { code, message, detail } = readErrorBody(data) ?? {};
  const told = code === undefined ? data : redactValue({ code, message, detail }, secrets);
  return { status, body, headers: safeHeaders(headers, secrets), data: told };
};

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** What becomes of one response: the verified one, or, where it does not answer the request, an error. */
export type Judged =
  | { response: VerifiedResponse }
  | {
      error: WechatPayError;
      /**
       * Whether it came on a connection that had served another request before. It may then be one that nobody asked
       * for, left there by whoever responds: a refusal names no order, and nothing binds it to a request.
       */
      onReused: boolean;
    };

type Judge = (raw: RawResponse, request: CallRequest, call: string) => Judged;

/**
 * Makes the one judge of responses: nobody reads what does not verify, and of what is only told of, the signature of
 * the request is taken out.
 *
 * The returned function answers an `ApiError` or a `NetworkError` as `responseError` has it, and throws a
 * `SignatureError` for a 2xx that does not verify.
 */
export function createJudge(
  { credentials, language = 'en', verify = verifyResponse }: CallerOptions,
  environment: Environment,
): Judge {
  return (raw, request, call) => {
    const { status, headers, body } = raw;
    const secrets = signaturesIn(raw.authorization);
    const judge = (from: Headers) =>
      verify({ headers: from, body, keyRing: credentials.keyRing, now: environment.now() });
    const verdict = judge(headers);
    const signedBy = verdict.ok ? verdict.serial : undefined;
    if (verdict.ok) {
      const requestId = redact(readHeader(headers, 'request-id') ?? '', secrets) || undefined;
      const parsed = readJson(body);
      const isAnswer = request.answers?.(parsed);
      if (isAnswer || (isSuccess(status) && (isAnswer === undefined || !readErrorBody(parsed)))) {
        const data = request.expectJson ? requireJson(body, call, { status, requestId }) : parsed;
        // Made when they are asked for: an order needs none of them.
        const response: VerifiedResponse = {
          status,
          body,
          requestId,
          data,
          signedBy,
          get headers() {
            return safeHeaders(headers, secrets);
          },
        };
        return { response };
      }
    }
    const safe = withoutSignature(raw, secrets);
    const requestId = readHeader(safe.headers, 'request-id');
    if (isSuccess(status) && !verdict.ok) {
      const failure = judge(safe.headers);
      throw verificationError(failure.ok ? verdict : failure, 'response', { status, requestId });
    }
    const facts = { call, serial: credentials.serial, now: environment.now(), language };
    return { error: responseError({ ...safe, ...facts, requestId, signedBy }), onReused: raw.isReused };
  };
}
