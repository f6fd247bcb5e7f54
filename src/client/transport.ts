import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import got, { type Agents, type Got, RequestError, type RequestFunction, type Response } from 'got';
import { readHeader, verifyAnswer } from '../apiv3/answer.js';
import { verificationError } from '../apiv3/verification-failure.js';
import { NetworkError, WechatPayError } from '../errors.js';
import { answerError } from './answer-error.js';
import { readJson, requireJson } from './answer-json.js';
import { networkError } from './network-error.js';
import { proxyAgents, proxyFor } from './proxy.js';
import { requestUrl } from './request-url.js';
import { signRequest } from './sign-request.js';
import type { CallerOptions, CallRequest, Environment, VerifiedAnswer } from './types.js';
import { USER_AGENT } from './user-agent.js';

/** The longest answer that is read, in bytes. */
const ANSWER_LIMIT: number = 1024 * 1024;

/** Limit of one whole attempt, in seconds, unless the caller sets another. */
const DEFAULT_TIMEOUT_SECONDS = 20;

const CONNECT_TIMEOUT_MS = 5000;

/** Sends one signed attempt to an origin. */
export type Send = (request: CallRequest, origin: string) => Promise<VerifiedAnswer>;

type RawAnswer = Pick<VerifiedAnswer, 'status' | 'headers' | 'body'>;

/** Headers of the protocol, which no caller's header replaces. */
const OURS_ALONE: ReadonlySet<string> = new Set(['authorization', 'wechatpay-serial']);

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/**
 * Passes on what wxpay sets. got hands Node a dictionary of thirty options, nearly all of them undefined, which Node
 * copies three times: a tenth of what an order costs besides its signature.
 */
const startRequest: RequestFunction = (url, { agent, method, headers }, callback) =>
  (url.protocol === 'https:' ? httpsRequest : httpRequest)(
    { ...urlToHttpOptions(url), agent, method, headers },
    callback,
  );

/** got with the protocol in its hooks, and without everything of its own that could blur what was sent and answered. */
const signedHttp = ({ credentials, timeout = DEFAULT_TIMEOUT_SECONDS }: CallerOptions, environment: Environment): Got =>
  got.extend({
    headers: { 'user-agent': USER_AGENT },
    request: startRequest,
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
          const url = final.url instanceof URL ? final.url : new URL(final.url ?? '');
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
  const { credentials, timeout = DEFAULT_TIMEOUT_SECONDS, language = 'en', verify = verifyAnswer } = options;
  const http = signedHttp(options, environment);

  // As a stream, which costs a quarter less than got's promise; the limit of the length is kept while reading.
  const exchange = (request: CallRequest, url: URL, agent: Agents): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const { method, signal, body } = request;
      const call = `${method} ${url.href}`;
      const stream = http.stream(url, {
        method,
        headers: { ...request.headers },
        agent,
        ...(signal && { signal }),
        ...(body && { body }),
      });
      const chunks: Buffer[] = [];
      let length = 0;
      let answer: Response | undefined;
      stream.once('response', (response: Response) => {
        answer = response;
      });
      stream.on('data', (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length <= ANSWER_LIMIT) return;
        stream.destroy();
        reject(
          new NetworkError(`${call}: the answer is larger than ${ANSWER_LIMIT} bytes`, {
            code: 'ANSWER_TOO_LARGE',
            outcome: 'unknown',
            hint: 'No answer of this API is that large: check baseUrl and the proxy.',
          }),
        );
      });
      stream.once('end', () => {
        if (!answer) return;
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks, length) });
      });
      // Behind every end and error; where neither came, nobody may wait for ever.
      stream.once('close', () => {
        reject(new NetworkError(`${call}: the answer was cut short`, { code: 'CUT_SHORT', outcome: 'unknown' }));
      });
      stream.on('error', (error: unknown) => {
        if (signal?.aborted) reject(signal.reason);
        // got wraps what a hook throws.
        else if (error instanceof RequestError && error.cause instanceof WechatPayError) reject(error.cause);
        else reject(networkError(error, call, timeout) ?? error);
      });
      // got would wait for a body to be written.
      if (!body && method !== 'GET') stream.end();
    });

  return async (request, origin) => {
    const url = requestUrl(origin, request.target);
    const proxy = proxyFor(url, options.proxy);
    const raw = await exchange(request, url, await proxyAgents(proxy));
    const { headers, body } = raw;
    const verdict = verify({ headers, body, keyRing: credentials.keyRing, now: environment.now() });
    const requestId = readHeader(headers, 'request-id');
    if (isSuccess(raw.status) && !verdict.ok) {
      throw verificationError(verdict, 'response', { status: raw.status, requestId });
    }
    const call = `${request.method} ${url.href}`;
    const answer = { ...raw, requestId, signedBy: verdict.ok ? verdict.serial : undefined };
    if (isSuccess(answer.status)) {
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
