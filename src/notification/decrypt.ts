import { decryptResource } from '../apiv3/aes-gcm.js';
import { ConfigError } from '../errors.js';
import { type NotificationEvent, readResource, undocumented } from './event.js';
import { replaceMember } from './replace-member.js';
import type { VerifiedNotification } from './verify.js';

/** A notification, verified and decrypted. */
export interface DecodedNotification {
  event: NotificationEvent;
  /** The event as JSON: the text as received, with the decrypted text in place of the encrypted resource. */
  text: string;
}

const decrypt = ({ notification: { resource } }: VerifiedNotification, apiv3Key: Uint8Array): Buffer => {
  const { ciphertext, nonce, associated_data } = resource;
  try {
    return decryptResource({ ciphertext, nonce, associated_data: associated_data ?? '' }, apiv3Key);
  } catch (error) {
    // The sender, whoever it is, has signed it: it is not the key that is wrong.
    if (error instanceof ConfigError && error.code === 'BAD_CIPHERTEXT') throw undocumented(error.texts.message, error);
    throw error;
  }
};

/**
 * Decrypts a verified notification. Since the signature verified, a failure can mean nothing but a wrong APIv3 key.
 * @param apiv3Key 32 bytes
 * @throws {ConfigError} `APIV3_KEY_MISMATCH`
 * @throws {NetworkError} `BAD_NOTIFICATION` when the resource, encrypted or plain, is not as documented
 */
export function decryptNotification(verified: VerifiedNotification, apiv3Key: Uint8Array): DecodedNotification {
  const { notification, body } = verified;
  const plain = decrypt(verified, apiv3Key);
  const resource = readResource(notification.event_type, plain);
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return {
    event: { ...notification, resource },
    text: replaceMember(decode(body), 'resource', decode(plain).trim()),
  };
}
