import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { type RequestOptions as HttpsRequestOptions, request as httpsRequest } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { isLoopbackHost } from '../../shared/loopback.js';
import { reasonOf } from '../../shared/message-of.js';
import type { Text } from '../../shared/text.js';
import { sayHandler } from '../../texts/handler.js';
import type { WireResponse } from '../api/response-writer.js';

/** What a merchant's handler answered; `status` is `null` when there was no response in time, and `error` says why. */
export interface HandlerResponse {
  status: number | null;
  /** The beginning of the body. */
  body: string;
  error: Text | null;
}

/** How long and how far a handler is listened to. */
export interface PostOptions {
  /** Milliseconds until the whole response must be there. */
  timeout: number;
  signal: AbortSignal;
  /** Milliseconds over which the body is sent, in pieces; 0 by default. */
  spreadMs?: number;
  /** Makes the connection, such as through a proxy; by default it is direct. */
  agent?: Agent | undefined;
}

/** WeChat Pay waits this long for the response to a notification, in milliseconds (支付通知: 5秒内应答). */
export const RESPONSE_TIMEOUT_MS = 5000;

/** What is kept of a body, in bytes; the rest is not waited for. */
const BODY_KEPT = 16_384;

/** What is wrong with the URL of a handler to be tested, in one phrase; `undefined` when nothing is. */
export function checkHandlerUrl(url: string): Text | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return sayHandler('urlForm');
  if (parsed.protocol === 'http:' && !isLoopbackHost(parsed.hostname)) {
    return sayHandler('plainHttp', parsed.hostname);
  }
  if (parsed.username || parsed.password) return sayHandler('userInfo');
  return undefined;
}

/** Whether a handler has taken a notification: WeChat Pay knows no other status for it. */
export function isTaken(status: number | null): boolean {
  return status === 200 || status === 204;
}

const readStart = async (response: IncomingMessage): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size >= BODY_KEPT) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_KEPT).toString('utf8');
};

const PIECES = 15;

/** Sends a body in pieces over some time. */
const spread = async (request: ClientRequest, body: Buffer, spreadMs: number, signal: AbortSignal): Promise<void> => {
  const size = Math.ceil(body.length / PIECES);
  for (let start = 0; start < body.length; start += size) {
    request.write(body.subarray(start, start + size));
    await delay(spreadMs / PIECES, undefined, { signal });
  }
  request.end();
};

const exchange = (
  url: URL,
  { headers, body }: Pick<WireResponse, 'headers' | 'body'>,
  { signal, spreadMs = 0, agent }: Pick<PostOptions, 'signal' | 'spreadMs' | 'agent'>,
): Promise<HandlerResponse> =>
  new Promise((resolve, reject) => {
    // Without an agent no connection stays open. Redirects are not followed by this API.
    const options: HttpsRequestOptions = {
      method: 'POST',
      agent: agent ?? false,
      // Said explicitly: NODE_TLS_REJECT_UNAUTHORIZED=0 must not turn verification off.
      rejectUnauthorized: true,
      signal,
      headers: { ...headers, 'Content-Length': String(body.length) },
    };
    const onResponse = (response: IncomingMessage) => {
      readStart(response).then(
        (text) => resolve({ status: response.statusCode ?? null, body: text, error: null }),
        reject,
      );
    };
    const request =
      url.protocol === 'https:' ? httpsRequest(url, options, onResponse) : httpRequest(url, options, onResponse);
    request.on('error', reject);
    if (spreadMs > 0) spread(request, body, spreadMs, signal).catch(reject);
    else request.end(body);
  });

/** A failed connection to a name with several addresses has a message in each of its parts only. */
const firstReason = (error: unknown): Text =>
  error instanceof AggregateError && error.errors.length > 0 ? firstReason(error.errors[0]) : reasonOf(error);

/**
 * Posts a notification to exactly this URL, once: redirects are not followed, and proxies used only by an agent. That nothing came back
 * is a result, not an error.
 * @throws the reason of the signal when that ended it
 */
export async function postNotification(
  url: string,
  wire: Pick<WireResponse, 'headers' | 'body'>,
  { timeout, signal, spreadMs, agent }: PostOptions,
): Promise<HandlerResponse> {
  signal.throwIfAborted();
  // Not AbortSignal.any: on Node 20 each use stays in memory for as long as the longest-lived signal.
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, timeout);
  signal.addEventListener('abort', end);
  try {
    return await exchange(new URL(url), wire, { signal: ending.signal, spreadMs: spreadMs ?? 0, agent });
  } catch (error) {
    signal.throwIfAborted();
    const reason = ending.signal.aborted ? sayHandler('noTime', timeout / 1000) : firstReason(error);
    return { status: null, body: '', error: reason };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
