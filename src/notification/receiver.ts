import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KeyRing } from '../apiv3/key-ring.js';
import { NetworkError } from '../errors.js';
import { fail, type NotificationResponse, refuseNotification, TAKEN } from './answers.js';
import type { DecodedNotification } from './decrypt.js';
import { forward } from './forward.js';
import { readRaw } from './raw-body.js';
import { openNotification } from './receive.js';
import { createRepeats } from './repeats.js';
import type { SavedRequest } from './saved.js';

/** WeChat Pay waits 5 s for an answer; the rest is for the way back. */
const ANSWER_MS = 4500;

/** A notification that was verified and decrypted, and what was answered to it. */
export interface Received extends DecodedNotification {
  status: number;
  /** Whether a notification with this id was told before. */
  repeat: boolean;
}

/** What a receiver does with notifications, and whom it tells. */
export interface ReceiverOptions {
  keyRing: KeyRing;
  apiv3Key: Uint8Array;
  /** The only path that is answered, beginning with a slash. */
  path: string;
  /** Where verified notifications are sent on. Their target's answer becomes the answer. */
  target?: URL | undefined;
  /** Keeps a request; `id` is undefined when it was refused. One that cannot be kept is not taken. */
  save?: ((request: SavedRequest, id: string | undefined) => Promise<void>) | undefined;
  /** The local time in milliseconds since 1970. */
  now?: () => number;
  /**
   * Told of every verified notification, repeats too, before it is answered. One that it rejects is answered 500, and
   * not marked as a repeat when it comes again.
   */
  onReceived: (received: Received) => void | Promise<void>;
  /** Told of everything that went wrong: not verified, not saved, not sent on. */
  onProblem: (error: unknown, status: number) => void;
  /** Told of every request that is not for this receiver: of another path (404) or method (405). */
  onMisdirected?: ((request: { method: string; target: string }, status: number) => void) | undefined;
}

/** Answers one request; never rejects. */
export type Receiver = (message: IncomingMessage, response: ServerResponse) => Promise<void>;

const write = (response: ServerResponse, { status, headers, body }: NotificationResponse): void => {
  // It may be gone, or its time may be up.
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(body);
  const length = status === 204 || status === 304 ? {} : { 'Content-Length': bytes.length };
  response.writeHead(status, { ...headers, ...length }).end(bytes);
};

/** Reads on to the end: a sender that is cut off while it sends sees a reset instead of the answer. */
const readOn = async (message: IncomingMessage, signal: AbortSignal): Promise<void> => {
  message.resume();
  if (!message.complete && !message.destroyed) await once(message, 'end', { signal }).catch(() => {});
};

const misdirected = ({ method, url = '' }: IncomingMessage, path: string): NotificationResponse | undefined => {
  if (url.replace(/\?.*$/, '') !== path) return fail(404, 'no notifications are received here');
  return method === 'POST' ? undefined : fail(405, 'expected POST', { Allow: 'POST' });
};

/**
 * Makes the receiver: verifies, keeps, sends on and answers within 5 s whatever happens. 204 when the notification was
 * taken, or what the target answered (502 when it is dead, 504 when it is slow); 401 when it is not verified; 404, 405
 * and 413 for what is no notification. An id that was taken before is answered alike and not sent on again.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { keyRing, apiv3Key, path, target, save, now = Date.now, onReceived, onProblem, onMisdirected } = options;
  const repeats = createRepeats();

  const take = async (request: SavedRequest, id: string, signal: AbortSignal): Promise<NotificationResponse> => {
    try {
      await save?.(request, id);
      return target === undefined ? TAKEN : await forward(target, request, signal);
    } catch (error) {
      const status = !(error instanceof NetworkError) ? 500 : error.code === 'TARGET_TIMEOUT' ? 504 : 502;
      onProblem(error, status);
      return fail(status, status === 500 ? 'it could not be kept' : 'the server behind this one does not answer');
    }
  };

  const refuse = async (error: unknown, request: SavedRequest | undefined): Promise<NotificationResponse> => {
    const answer = refuseNotification(error);
    onProblem(error, answer.status);
    try {
      if (request !== undefined) await save?.(request, undefined);
    } catch (failure) {
      onProblem(failure, answer.status);
    }
    return answer;
  };

  const receive = async (message: IncomingMessage, signal: AbortSignal): Promise<NotificationResponse> => {
    const { rawHeaders, url: target = path } = message;
    let request: SavedRequest | undefined;
    try {
      const raw = await readRaw(message);
      const kept = { target, rawHeaders, body: raw.body };
      request = kept;
      const decoded = openNotification(raw, { keyRing, apiv3Key }, now());
      const { id } = decoded.event;
      return await repeats.deliver(id, {
        take: () => take(kept, id, signal),
        tell: async ({ status }, repeat) => onReceived({ ...decoded, status, repeat }),
      });
    } catch (error) {
      return refuse(error, request);
    }
  };

  return async (message, response) => {
    const late = new AbortController();
    let answer: NotificationResponse | undefined;
    const timer = setTimeout(() => {
      const close = { Connection: 'close' };
      const tooLate = fail(message.complete ? 504 : 408, 'no time left');
      write(response, { ...(answer ?? tooLate), headers: { ...(answer ?? tooLate).headers, ...close } });
      late.abort();
      // Node ends the connection, but leaves what waits for the rest of the body waiting.
      if (!message.complete) response.once('close', () => message.destroy());
    }, ANSWER_MS);
    try {
      answer = misdirected(message, path);
      if (answer) onMisdirected?.({ method: message.method ?? '', target: message.url ?? '' }, answer.status);
      else answer = await receive(message, late.signal);
      await readOn(message, late.signal);
      write(response, answer);
    } finally {
      clearTimeout(timer);
    }
  };
}
