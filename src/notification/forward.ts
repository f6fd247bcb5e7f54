import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { NetworkError } from '../errors.js';
import { reasonOf } from '../shared/message-of.js';
import { sayNotification } from '../texts/notification.js';
import type { NotificationResponse } from './answers.js';

/** What is sent on: headers and body as they came. */
export interface Forwardable {
  /** Names and values in turn, spelled as they were sent. */
  rawHeaders: readonly string[];
  body: Uint8Array;
}

/** How much of the target's answer is passed on, in bytes; a longer or compressed one is passed on without its body. */
const RESPONSE_LIMIT = 64 * 1024;

/** Headers that are about one connection and not about the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Pairs of a flat list of headers. */
export function headerPairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
  return pairs;
}

const headersFor = ({ rawHeaders, body }: Forwardable, target: URL): string[] => [
  'Host',
  target.host,
  ...headerPairs(rawHeaders)
    .filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()))
    .flat(),
  'Content-Length',
  String(body.length),
  'Connection',
  'close',
];

const readAnswer = async (response: IncomingMessage): Promise<NotificationResponse> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= RESPONSE_LIMIT) chunks.push(bytes);
  }
  const type = response.headers['content-type'];
  const status = response.statusCode ?? 502;
  // The sender's Accept-Encoding was sent on too; what matters to it is the status.
  const encoded = response.headers['content-encoding'] !== undefined;
  if (encoded || size === 0 || size > RESPONSE_LIMIT) return { status, headers: {}, body: '' };
  return {
    status,
    headers: type === undefined ? {} : { 'Content-Type': type },
    body: Buffer.concat(chunks).toString(),
  };
};

const send = (target: URL, message: Forwardable, signal: AbortSignal): Promise<NotificationResponse> =>
  new Promise((resolve, reject) => {
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const options: RequestOptions = {
      method: 'POST',
      // A connection of its own for each: a kept one may be closed just then, and the notification would be lost.
      agent: false,
      // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
      rejectUnauthorized: true,
      headers: headersFor(message, target),
      signal,
    };
    request(target, options, (response) => resolve(readAnswer(response)))
      .on('error', reject)
      .end(message.body);
  });

/**
 * Sends a notification on, the same bytes and headers, and answers what the target answered. Redirects are not followed.
 * @throws {NetworkError} `TARGET_TIMEOUT` when the signal fires first, `TARGET_UNREACHABLE` when no answer comes
 */
export async function forward(target: URL, message: Forwardable, signal: AbortSignal): Promise<NotificationResponse> {
  try {
    return await send(target, message, signal);
  } catch (cause) {
    if (signal.aborted) {
      throw new NetworkError(sayNotification('targetLate', target.href), {
        code: 'TARGET_TIMEOUT',
        outcome: 'unknown',
        hint: sayNotification('targetLateHint'),
        cause,
      });
    }
    // An AggregateError, of several addresses tried, has no message of its own.
    const reasons = cause instanceof AggregateError ? cause.errors : [cause];
    const [reason = reasonOf(cause)] = reasons.map((one: unknown) => reasonOf(one));
    throw new NetworkError(sayNotification('targetGone', target.href, reason), {
      code: 'TARGET_UNREACHABLE',
      outcome: 'unknown',
      hint: sayNotification('targetGoneHint', target.origin),
      cause,
    });
  }
}
