import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ConfigError } from '../errors.js';
import type { Text } from '../shared/text.js';
import { sayKey } from '../texts/keys.js';
import { sayValue } from '../texts/values.js';
import { isSecret, revealSecret, type Secret } from './secret.js';

/** The only algorithm that WeChat Pay names for encrypted resources. */
export const RESOURCE_ALGORITHM = 'AEAD_AES_256_GCM';

const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** The APIv3 key: its 32 characters, its 32 bytes, or as `loadConfig` gives it. */
export type Apiv3Key = string | Uint8Array | Secret;

/** The encrypted part of a notification or of a downloaded certificate. */
export interface EncryptedResource {
  /** Base64 of the encrypted bytes followed by the 16-byte tag. */
  ciphertext: string;
  /** 12 bytes of text. */
  nonce: string;
  /** Authenticated but not encrypted; empty and absent are the same. */
  associated_data?: string | undefined;
}

const wrongLength = (length: number, name: string): ConfigError =>
  new ConfigError(sayKey('apiv3Length', name, length, KEY_BYTES), {
    code: 'BAD_APIV3_KEY',
    hint: sayKey('apiv3LengthHint'),
  });

/**
 * The APIv3 key as bytes. Blanks around it are dropped; the message of the error says the length that was found, never
 * the value.
 * @throws {ConfigError} `BAD_APIV3_KEY` unless it has exactly 32 bytes
 */
export function parseApiv3Key(text: string, name: string): Buffer {
  const key = Buffer.from(text.trim());
  if (key.length === KEY_BYTES) return key;
  throw wrongLength(key.length, name);
}

/**
 * The bytes of an APIv3 key in any of its forms.
 * @param name what it is, for the message; never the value
 * @throws {ConfigError} `MISSING_APIV3_KEY`; `BAD_APIV3_KEY` unless it has exactly 32 bytes; for one of `loadConfig`
 * also what is wrong with the configuration, such as `UNSET_VARIABLE`
 */
export function readApiv3Key(key: Apiv3Key | undefined, name: string): Uint8Array {
  if (isSecret(key)) return revealSecret(key);
  if (typeof key === 'string') return parseApiv3Key(key, name);
  if (key instanceof Uint8Array)
    return key.length === KEY_BYTES ? key : parseApiv3Key(Buffer.from(key).toString(), name);
  throw new ConfigError(sayValue('missing', name), {
    code: 'MISSING_APIV3_KEY',
    hint: sayKey('apiv3MissingHint'),
  });
}

const malformed = (problem: Text): ConfigError =>
  new ConfigError(sayKey('malformed', problem), {
    code: 'BAD_CIPHERTEXT',
    hint: sayKey('malformedHint'),
  });

/** The parts as bytes; what a caller in plain JavaScript passes may be anything. */
const readParts = ({ ciphertext, nonce, associated_data }: EncryptedResource) => {
  if (typeof ciphertext !== 'string' || typeof nonce !== 'string') throw malformed(sayKey('partMissing'));
  const [sealed, iv] = [Buffer.from(ciphertext, 'base64'), Buffer.from(nonce)];
  if (iv.length !== NONCE_BYTES) throw malformed(sayKey('nonce', iv.length, NONCE_BYTES));
  // Buffer skips what is not base64: a damaged ciphertext would be reported as a wrong key.
  if (sealed.toString('base64') !== ciphertext) throw malformed(sayKey('base64'));
  if (sealed.length < TAG_BYTES) {
    throw malformed(sayKey('ciphertext', sealed.length, TAG_BYTES));
  }
  return { sealed, nonce: iv, associatedData: Buffer.from(String(associated_data ?? '')) };
};

/**
 * Decrypts a resource with AES-256-GCM; answers the plain bytes.
 * Call it only after the signature has verified: then a failure can mean nothing but a wrong key.
 * @throws {ConfigError} `APIV3_KEY_MISMATCH` when the key does not decrypt it, `BAD_CIPHERTEXT` when it is malformed, and
 * those of `readApiv3Key`
 */
export function decryptResource(resource: EncryptedResource, apiv3Key: Apiv3Key): Buffer {
  const key = readApiv3Key(apiv3Key, 'apiv3Key');
  const { sealed, nonce, associatedData } = readParts(resource ?? {});
  // authTagLength makes Node refuse the shorter tags that it would otherwise accept.
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  decipher.setAAD(associatedData);
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new ConfigError(sayKey('apiv3Mismatch'), {
      code: 'APIV3_KEY_MISMATCH',
      hint: sayKey('apiv3MismatchHint'),
      cause,
    });
  }
}

/**
 * Encrypts bytes as WeChat Pay does, for the sandbox. The nonce must be 12 bytes of text, used once with this key.
 */
export function encryptResource(
  plain: Uint8Array,
  apiv3Key: Uint8Array,
  nonce: string,
  associatedData: string,
): Required<EncryptedResource> {
  const cipher = createCipheriv('aes-256-gcm', apiv3Key, Buffer.from(nonce), { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(associatedData));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { ciphertext: sealed.toString('base64'), nonce, associated_data: associatedData };
}
