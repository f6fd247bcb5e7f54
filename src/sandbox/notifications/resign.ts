import { randomBytes } from 'node:crypto';
import { type EncryptedResource, encryptResource, parseApiv3Key } from '../../apiv3/aes-gcm.js';
import { createResponseWriter, type WireResponse } from '../api/response-writer.js';
import { type KeySource, openExistingKeys } from './existing-keys.js';

/** The content of a notification, and what it is encrypted into. */
interface PlainNotification {
  /** The decrypted resource. */
  plain: Uint8Array;
  associatedData: string;
  /** Puts the encrypted parts into the body. */
  writeBody: (sealed: EncryptedResource) => string;
}

/** Signs and encrypts a notification of anybody anew under the keys of a sandbox, with the time of now. */
export interface Resigner {
  /** Id of the key that signs. */
  signedWith: string;
  /** The body, and the headers of its signature. */
  resign(notification: PlainNotification): Promise<WireResponse>;
}

/**
 * Opens the keys of a sandbox.
 * @throws {ConfigError} `NO_SANDBOX_KEYS`, or `BAD_SANDBOX_DATA` for damaged files
 */
export async function openResigner(source: KeySource): Promise<Resigner> {
  const { keys } = await openExistingKeys(source, async () => undefined);
  const responses = createResponseWriter({ signers: keys.verifyWith, now: Date.now, random: randomBytes });
  const key = parseApiv3Key(keys.merchant.apiv3Key, 'apiv3Key');
  return {
    signedWith: keys.verifyWith[0].id,
    resign: async ({ plain, associatedData, writeBody }) => {
      const sealed = encryptResource(Buffer.from(plain), key, randomBytes(6).toString('hex'), associatedData);
      const body = Buffer.from(writeBody(sealed));
      const wire = await responses.signed({ status: 200, body: null }, undefined, { alterBody: () => body });
      const ofSignature = Object.entries(wire.headers).filter(([name]) => name.startsWith('Wechatpay-'));
      return { ...wire, headers: Object.fromEntries(ofSignature) };
    },
  };
}
