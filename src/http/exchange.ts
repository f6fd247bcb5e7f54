import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import got, { type Got, RequestError, type RequestFunction, type Response } from 'got';
import { WechatPayError } from '../errors.js';
import { sayNetwork } from '../texts/network.js';
import { createClock, createProgress } from './connection.js';
import { brokenResponse, type FailedAttempt, networkError, timeoutError } from './network-error.js';
import { PROTOCOL_HEADERS, withoutProtocolHeaders } from './protocol-headers.js';
import { describeProxy } from './proxy.js';
import { createRoutes, type Route } from './route.js';
import { signRequest } from './sign-request.js';
import type { CallerOptions, CallRequest, Environment, Exchange, RawResponse, Stamp } from './types.js';
import { USER_AGENT } from './user-agent.js';

/** The longest response that is read, in bytes. */
const RESPONSE_LIMIT: number = 1024 * 1024;

/**
 * Starts a request with what wxpay sets, and calls `onStart` with it. got hands Node a dictionary of thirty options,
 * nearly all of them undefined, which Node copies three times: a tenth of what an order costs besides its signature.
 */
const startWith =
  (signal: AbortSignal | undefined, onStart: (request: ClientRequest) => void): RequestFunction =>
  (url, { agent, method, headers }, callback) => {
    // `tunnelSignal` is for the agent of a proxy.
    const options = { ...urlToHttpOptions(url), agent, method, headers, tunnelSignal: signal };
    const request =
      url.protocol === 'https:'
        ? httpsRequest({ ...options, rejectUnauthorized: true }, callback)
        : httpRequest(options, callback);
    onStart(request);
    return request;
  };

/** What an attempt hands to the hook that signs it. */
interface SigningContext {
  stamp?: Stamp | undefined;
  onSigned?: () => void;
}

/** got with the protocol in its hooks, and without everything of its own that could blur what was sent and received. */
const signedHttp = ({ credentials }: CallerOptions, environment: Environment): Got =>
  got.extend({
    headers: { 'user-agent': USER_AGENT },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    hooks: {
      beforeRequest: [
        async (final) => {
          // Here the target and the bytes are final: what is signed is what goes on the wire.
          const url = final.url instanceof URL ? final.url : new URL(final.url ?? '');
          const { onSigned, stamp }: SigningContext = final.context ?? {};
          const signed = await signRequest(
            {
              method: final.method,
              target: url.pathname + url.search,
              body: Buffer.isBuffer(final.body) ? final.body : undefined,
              stamp,
            },
            credentials,
            environment,
          );
          onSigned?.();
          for (const [name, value] of Object.entries(signed.headers)) {
            const key = name.toLowerCase();
            final.headers[key] = PROTOCOL_HEADERS.has(key) ? value : (final.headers[key] ?? value);
          }
        },
      ],
    },
  });

/** One attempt on the wire: resolves with the response as it came, and never later than the limit of the attempt. */
const exchangeOver = (
  http: Got,
  { method, headers, body, stamp, signal }: CallRequest,
  url: URL,
  { agents, proxy }: Route,
  seconds: number,
): Promise<RawResponse> =>
  new Promise((resolve, reject) => {
    const progress = createProgress();
    const attempt: FailedAttempt = { method, url, proxy, progress };
    // Ends a tunnel that is being made, too.
    const ended = proxy && new AbortController();
    const release = () => {
      clock.stop();
      signal?.removeEventListener('abort', abort);
    };
    const end = () => {
      release();
      ended?.abort();
      stream.destroy();
    };
    const fail = (error: unknown) => {
      reject(error);
      end();
    };
    const clock = createClock(seconds, (limit) => fail(timeoutError(attempt, limit)));
    const abort = () => fail(brokenResponse(attempt, 'ABORTED', sayNetwork('stopped')));
    signal?.addEventListener('abort', abort);

    let authorization = '';
    const onStart = (request: ClientRequest) => {
      authorization = String(request.getHeader('authorization'));
      progress.follow(request, url.protocol === 'https:', clock.opened);
      // Without a listener Node drops the connection, and nobody hears of it.
      request.once('upgrade', (_, socket) => {
        socket.on('error', () => {});
        socket.destroy();
        fail(brokenResponse(attempt, 'UNEXPECTED_UPGRADE', sayNetwork('upgraded')));
      });
    };
    // As a stream, which costs a quarter less than got's promise; the limit of the length is kept while reading.
    const stream = http.stream(url, {
      method,
      headers: withoutProtocolHeaders(headers),
      agent: agents,
      request: startWith(ended?.signal, onStart),
      context: { onSigned: clock.start, stamp } satisfies SigningContext,
      ...(body && { body }),
    });
    const chunks: Buffer[] = [];
    let length = 0;
    let response: Response | undefined;
    stream.once('response', (received: Response) => {
      response = received;
    });
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= RESPONSE_LIMIT) return;
      const message = sayNetwork('tooLarge', RESPONSE_LIMIT);
      const hint = sayNetwork('tooLargeHint');
      fail(brokenResponse(attempt, 'RESPONSE_TOO_LARGE', message, hint));
    });
    stream.once('end', () => {
      if (!response) return;
      // Not `close`: where a connection is kept, none comes.
      release();
      const { statusCode, headers } = response;
      resolve({
        status: statusCode,
        headers,
        body: Buffer.concat(chunks, length),
        authorization,
        isReused: progress.isReused,
      });
    });
    stream.on('error', (error: unknown) => {
      // got wraps what a hook throws.
      const own = error instanceof RequestError && error.cause instanceof WechatPayError ? error.cause : undefined;
      fail(own ?? networkError(error, attempt) ?? error);
    });
    // Behind every error; where neither that nor an end came, nobody may wait for ever.
    stream.once('close', () => {
      reject(brokenResponse(attempt, 'CUT_SHORT', sayNetwork('cut')));
      end();
    });
    // got would wait for a body to be written.
    if (!body && method !== 'GET') stream.end();
    if (signal?.aborted) abort();
  });

/**
 * The one place that talks HTTP: each call of the returned function is one attempt, signed with a fresh timestamp and
 * nonce. Redirects are never followed.
 *
 * The returned function throws `NetworkError` where no usable response came (`ABORTED` when the signal fires), and
 * `ConfigError` `BAD_PROXY`.
 */
export function createExchange(options: CallerOptions, environment: Environment): Exchange {
  const { onTrace } = options;
  const http = signedHttp(options, environment);
  const findRoute = createRoutes(options);

  return async (request, url, seconds) => {
    const route = await findRoute(url, request.freshConnection);
    if (route.proxy) onTrace?.({ event: 'proxy', proxy: `${describeProxy(route.proxy)} (${route.proxy.from})` });
    return exchangeOver(http, request, url, route, seconds);
  };
}
