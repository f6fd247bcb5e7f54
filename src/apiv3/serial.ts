import { ConfigError } from '../errors.js';
import type { Text } from '../shared/text.js';
import { sayKey } from '../texts/keys.js';
import { sayMaterial } from '../texts/material.js';

/** How the id of every WeChat Pay public key begins. */
export const PUBLIC_KEY_ID_PREFIX = 'PUB_KEY_ID_';

/** Longer than any way to write a serial number. What is longer is judged by its beginning, and refused. */
const INPUT_LIMIT = 1024;

/** Whether an id names a WeChat Pay public key, rather than being a certificate's serial number. */
export function isPublicKeyId(id: string): boolean {
  return id.trimStart().startsWith(PUBLIC_KEY_ID_PREFIX);
}

/** What was found instead of a serial number. Not the value: it may be a secret in the wrong place. */
const foundIn = (input: string, digits: string): Text => {
  if (input.length > INPUT_LIMIT) return sayMaterial('serialCharacters', input.length);
  if (digits === '') return sayMaterial('nothing');
  const [odd] = /[^0-9A-F]/.exec(digits) ?? [];
  return odd === undefined
    ? sayMaterial('serialDigits', digits.length)
    : sayMaterial('serialCharacter', JSON.stringify(odd));
};

/**
 * A certificate serial number as it goes into headers: upper-case hex of even length. Accepts what people paste:
 * `serial=…` from openssl, colons, spaces, `0x`, lower case, a lost leading zero, a trailing newline.
 * @param name what the serial is, for the message: a configuration key, an option
 * @throws {ConfigError} `BAD_SERIAL` when no serial can be made of it
 */
export function normalizeSerial(input: string, name: string): string {
  const digits = input
    .slice(0, INPUT_LIMIT)
    .trim()
    .replace(/^serial(?:\s*number)?\s*[=:]\s*/i, '')
    .replace(/^0x/i, '')
    .replace(/[\s:]/g, '')
    .toUpperCase();
  if (/^\d{41,}$/.test(digits) && input.length <= INPUT_LIMIT) {
    const message = sayKey('decimalSerial', name, digits.length);
    throw new ConfigError(message, { code: 'BAD_SERIAL', hint: sayKey('hexSerial') });
  }
  if (!/^[0-9A-F]{1,40}$/.test(digits) || input.length > INPUT_LIMIT) {
    throw new ConfigError(sayKey('serial', name, foundIn(input, digits)), {
      code: 'BAD_SERIAL',
      hint: sayKey('serialHint'),
    });
  }
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

/**
 * An id of a verifying key as it appears in `Wechatpay-Serial`: `PUB_KEY_ID_…` byte for byte (only blanks around it
 * are dropped, and its length is not judged), anything else as a serial number.
 * @throws {ConfigError} `BAD_SERIAL`
 */
export function normalizeKeyId(id: string, name: string): string {
  if (/^\s*pub_key_id_/i.test(id) && !isPublicKeyId(id)) {
    throw new ConfigError(sayKey('keyId', name, PUBLIC_KEY_ID_PREFIX), {
      code: 'BAD_SERIAL',
      hint: sayKey('keyIdHint'),
    });
  }
  return isPublicKeyId(id) ? id.trim() : normalizeSerial(id, name);
}
