import type { NotificationEvent } from '../notification/event.js';
import type { NotificationRequest } from '../notification/raw-body.js';
import { type NotificationKeys, receiveWith } from '../notification/receive.js';
import { sayCall } from '../texts/calls.js';
import { type Check, CLIENT_CHECKS, checkOptions, isRing } from './check-options.js';
import { type ClientOptions, readClientOptions } from './client-options.js';

/** What to receive with: the options of `createClient` with `apiv3Key`, as `loadConfig` gives them; or only the keys. */
export type ReceiveOptions = (ClientOptions | NotificationKeys) & {
  /** The local time in milliseconds since 1970. */
  now?: number | undefined;
};

// Reading keys takes longer than verifying a notification.
const read = new WeakMap<object, NotificationKeys>();

const apiv3Key = CLIENT_CHECKS.apiv3Key;

/** `now` is judged with the notification: without a number nothing verifies. */
const now: Check = () => undefined;

const ring: Check = (value) => (isRing(value) ? undefined : sayCall('ring'));

const readKeys = (options: ReceiveOptions): NotificationKeys => {
  if (typeof options === 'object' && options !== null && 'keyRing' in options) {
    // Here an absent ring is none.
    checkOptions(
      'receiveNotification',
      { ...options, keyRing: options.keyRing ?? null },
      { keyRing: ring, apiv3Key, now },
    );
    return { keyRing: options.keyRing, apiv3Key: options.apiv3Key };
  }
  checkOptions('receiveNotification', options, { ...CLIENT_CHECKS, now });
  const { now: _, ...client } = options;
  const { keyRing } = readClientOptions(client, 'receiveNotification').credentials;
  return { keyRing, apiv3Key: options.apiv3Key };
};

const keysOf = (options: ReceiveOptions): NotificationKeys => {
  const known = read.get(options);
  if (known) return known;
  const keys = readKeys(options);
  read.set(options, keys);
  return keys;
};

/**
 * Takes a notification from a request of whatever framework: a Node request, a Fetch `Request`, or `{ headers, body }`
 * with the raw bytes. Reads at most 1 MiB, verifies, decrypts, and answers the event with the plain content as its
 * `resource`. Answer 204 within 5 s; for what it throws, `refuseNotification` has the answer. The same notification
 * can come more than once: `id` tells.
 * @throws {SignatureError} when it is not signed by WeChat Pay, or too long ago; signature probes too
 * @throws {ConfigError} `APIV3_KEY_MISMATCH`, `MISSING_APIV3_KEY`, `BAD_APIV3_KEY`; and those of `createClient`
 * @throws {NetworkError} `BAD_NOTIFICATION`, `NOTIFICATION_TOO_LARGE`, `NOTIFICATION_INCOMPLETE`
 * @throws {UsageError} `BODY_NOT_RAW` when the raw bytes are gone: a framework has parsed the body
 */
export async function receiveNotification(
  request: NotificationRequest,
  options: ReceiveOptions,
): Promise<NotificationEvent> {
  return receiveWith(request, keysOf(options), options.now);
}
