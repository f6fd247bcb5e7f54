import got, { type Agents, type Got, RequestError, type Response } from 'got';
import { readHeader, type Verdict, verifyAnswer } from '../apiv3/answer.js';
import { refusalError } from '../apiv3/refusal.js';
import { NetworkError, WechatPayError } from '../errors.js';
import { answerError } from './answer-error.js';
import { readJson, requireJson } from './answer-json.js';
import { networkError } from './network-error.js';
import { proxyAgents, proxyFor } from './proxy.js';
import { requestUrl } from './request-url.js';
import { signRequest } from './sign-request.js';
import type { CallerOptions, CallRequest, Environment, VerifiedAnswer } from './types.js';

/** The longest answer that is read, in bytes. */
const ANSWER_LIMIT: number = 1024 * 1024;

/** Limit of one whole attempt, in seconds, unless the caller sets another. */
const DEFAULT_TIMEOUT_SECONDS = 20;

const CONNECT_TIMEOUT_MS = 5000;

/** Sends one signed attempt to an origin. */
export type Send = (request: CallRequest, origin: string) => Promise<VerifiedAnswer>;

type RawAnswer = Response<unknown>;

/** Headers of the protocol, which no caller's header replaces. */
const OURS_ALONE: ReadonlySet<string> = new Set(['authorization', 'wechatpay-serial']);

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** got with the protocol in its hooks, and without everything of its own that could blur what was sent and answered. */
const signedHttp = (
  { credentials, timeout = DEFAULT_TIMEOUT_SECONDS, verify = verifyAnswer }: CallerOptions,
  environment: Environment,
  verdicts: WeakMap<RawAnswer, Verdict>,
): Got =>
  got.extend({
    // Without got's own, so that ours fills the gap below.
    headers: { 'user-agent': undefined },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    timeout: {
      lookup: CONNECT_TIMEOUT_MS,
      connect: CONNECT_TIMEOUT_MS,
      secureConnect: CONNECT_TIMEOUT_MS,
      request: timeout * 1000,
    },
    hooks: {
      beforeRequest: [
        async (final) => {
          // Here the target and the bytes are final: what is signed is what goes on the wire.
          const url = new URL(final.url ?? '');
          const signed = await signRequest(
            {
              method: final.method,
              target: url.pathname + url.search,
              body: Buffer.isBuffer(final.body) ? final.body : undefined,
            },
            credentials,
            environment,
          );
          for (const [name, value] of Object.entries(signed.headers)) {
            const key = name.toLowerCase();
            final.headers[key] = OURS_ALONE.has(key) ? value : (final.headers[key] ?? value);
          }
        },
      ],
      afterResponse: [
        (response) => {
          const verdict = verify({
            headers: response.headers,
            body: response.rawBody,
            keyRing: credentials.keyRing,
            now: environment.now(),
          });
          verdicts.set(response, verdict);
          if (isSuccess(response.statusCode) && !verdict.ok) {
            throw refusalError(verdict, 'answer', {
              status: response.statusCode,
              requestId: readHeader(response.headers, 'request-id'),
            });
          }
          return response;
        },
      ],
    },
  });

/**
 * The one place that talks HTTP: each call of the returned function is one attempt, signed with a fresh timestamp and
 * nonce, and verified before anyone can read the answer. Redirects are never followed.
 *
 * The returned function throws `ApiError` for a 4xx, `SignatureError` for a 2xx that does not verify, `NetworkError`
 * for everything else that brought no usable answer, and the signal's reason when the caller aborts.
 */
export function createTransport(options: CallerOptions, environment: Environment): Send {
  const { credentials, timeout = DEFAULT_TIMEOUT_SECONDS, language = 'en' } = options;
  const verdicts = new WeakMap<RawAnswer, Verdict>();
  const http = signedHttp(options, environment, verdicts);

  const exchange = async (request: CallRequest, url: URL, agent: Agents): Promise<RawAnswer> => {
    const tooLarge = new AbortController();
    const signal = request.signal ? AbortSignal.any([tooLarge.signal, request.signal]) : tooLarge.signal;
    const pending = http(url, {
      method: request.method,
      headers: { ...request.headers },
      responseType: 'buffer',
      signal,
      agent,
      ...(request.body && { body: request.body }),
    });
    pending.on('downloadProgress', ({ transferred }) => {
      if (transferred > ANSWER_LIMIT) tooLarge.abort();
    });
    const call = `${request.method} ${url.href}`;
    try {
      return await pending;
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason;
      if (tooLarge.signal.aborted) {
        throw new NetworkError(`${call}: the answer is larger than ${ANSWER_LIMIT} bytes`, {
          code: 'ANSWER_TOO_LARGE',
          outcome: 'unknown',
          hint: 'No answer of this API is that large: check baseUrl and the proxy.',
        });
      }
      // got wraps what a hook throws.
      if (error instanceof RequestError && error.cause instanceof WechatPayError) throw error.cause;
      throw networkError(error, call, timeout) ?? error;
    }
  };

  return async (request, origin) => {
    const url = requestUrl(origin, request.target);
    const proxy = proxyFor(url, options.proxy);
    const response = await exchange(request, url, await proxyAgents(proxy));
    const verdict = verdicts.get(response);
    const call = `${request.method} ${url.href}`;
    const answer = {
      status: response.statusCode,
      headers: response.headers,
      requestId: readHeader(response.headers, 'request-id'),
      body: response.rawBody,
      signedBy: verdict?.ok ? verdict.serial : undefined,
    };
    if (isSuccess(answer.status) && verdict?.ok) {
      const data = request.expectJson ? requireJson(answer.body, call, answer) : readJson(answer.body);
      return { ...answer, data };
    }
    throw answerError({
      ...answer,
      call,
      serial: credentials.serial,
      now: environment.now(),
      language,
    });
  };
}
