import { parseApiv3Key } from '../apiv3/aes-gcm.js';
import type { KeyRing } from '../apiv3/key-ring.js';
import { ConfigError } from '../errors.js';
import { decryptNotification } from './decrypt.js';
import type { NotificationEvent } from './event.js';
import { type NotificationRequest, readRaw } from './raw-body.js';
import { verifyNotification } from './verify.js';

/** What notifications are verified and decrypted with. */
export interface NotificationKeys {
  /** The WeChat Pay public keys and platform certificates. */
  keyRing: KeyRing;
  /** The APIv3 key: 32 bytes, or the text of them. */
  apiv3Key: string | Uint8Array | undefined;
}

const readKey = (key: string | Uint8Array | undefined): Uint8Array => {
  if (typeof key === 'string') return parseApiv3Key(key, 'apiv3Key');
  if (key !== undefined) return key.length === 32 ? key : parseApiv3Key(Buffer.from(key).toString(), 'apiv3Key');
  throw new ConfigError('missing: apiv3Key', {
    code: 'MISSING_APIV3_KEY',
    hint: 'Notifications are encrypted with the APIv3 key (APIv3密钥) that you chose in the merchant platform: Account Center → API Security.',
  });
};

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
  const key = readKey(apiv3Key);
  const { headers, body } = await readRaw(request);
  return decryptNotification(verifyNotification({ headers, body, keyRing, now }), key).event;
}
