import { type Apiv3Key, readApiv3Key } from '../apiv3/aes-gcm.js';
import type { KeyRing } from '../apiv3/key-ring.js';
import { type DecodedNotification, decryptNotification } from './decrypt.js';
import type { NotificationEvent } from './event.js';
import { type NotificationRequest, type RawNotification, readRaw } from './raw-body.js';
import { verifyNotification } from './verify.js';

/** What notifications are verified and decrypted with. */
export interface NotificationKeys {
  /** The WeChat Pay public keys and platform certificates. */
  keyRing: KeyRing;
  /** The APIv3 key. */
  apiv3Key: Apiv3Key | undefined;
}

/**
 * Verifies and decrypts a notification whose bytes were read: the one way of receiving, for the library and the
 * receiver of `listen`.
 * @param now the local time in milliseconds since 1970
 * @throws whatever `verifyNotification` and `decryptNotification` throw; `refuseNotification` has the answer for each
 * @throws {ConfigError} `MISSING_APIV3_KEY`, `BAD_APIV3_KEY`
 */
export function openNotification(
  { headers, body }: RawNotification,
  { keyRing, apiv3Key }: NotificationKeys,
  now: number,
): DecodedNotification {
  const key = readApiv3Key(apiv3Key, 'apiv3Key');
  return decryptNotification(verifyNotification({ headers, body, keyRing, now }), key);
}

/**
 * Takes a notification from a request: reads its raw bytes (at most 1 MiB), verifies, decrypts.
 * @param now the local time in milliseconds since 1970
 * @throws whatever `readRaw` and `openNotification` throw
 */
export async function receiveWith(
  request: NotificationRequest,
  keys: NotificationKeys,
  now: number = Date.now(),
): Promise<NotificationEvent> {
  // Before anything is read: what is missing here is missing for every notification.
  readApiv3Key(keys.apiv3Key, 'apiv3Key');
  return openNotification(await readRaw(request), keys, now).event;
}
