import { type Apiv3Key, readApiv3Key } from '../apiv3/aes-gcm.js';
import type { KeyRing } from '../apiv3/key-ring.js';
import { decryptNotification } from './decrypt.js';
import type { NotificationEvent } from './event.js';
import { type NotificationRequest, readRaw } from './raw-body.js';
import { verifyNotification } from './verify.js';

/** What notifications are verified and decrypted with. */
export interface NotificationKeys {
  /** The WeChat Pay public keys and platform certificates. */
  keyRing: KeyRing;
  /** The APIv3 key. */
  apiv3Key: Apiv3Key | undefined;
}

/**
 * Takes a notification from a request: reads its raw bytes (at most 1 MiB), verifies, decrypts.
 * @param now the local time in milliseconds since 1970
 * @throws whatever `verifyNotification`, `decryptNotification` and `readRaw` throw; `refuseNotification` has the answer
 * for each
 * @throws {ConfigError} `MISSING_APIV3_KEY`, `BAD_APIV3_KEY`
 */
export async function receiveWith(
  request: NotificationRequest,
  { keyRing, apiv3Key }: NotificationKeys,
  now: number = Date.now(),
): Promise<NotificationEvent> {
  // Before anything is read: what is missing here is missing for every notification.
  const key = readApiv3Key(apiv3Key, 'apiv3Key');
  const { headers, body } = await readRaw(request);
  return decryptNotification(verifyNotification({ headers, body, keyRing, now }), key).event;
}
