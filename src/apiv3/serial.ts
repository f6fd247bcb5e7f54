import { ConfigError } from '../errors.js';

/** How the id of every WeChat Pay public key begins. */
export const PUBLIC_KEY_ID_PREFIX = 'PUB_KEY_ID_';

/** Longer than any way to write a serial number. What is longer is judged by its beginning, and refused. */
const INPUT_LIMIT = 1024;

/** Whether an id names a WeChat Pay public key, rather than being a certificate's serial number. */
export function isPublicKeyId(id: string): boolean {
  return id.trimStart().startsWith(PUBLIC_KEY_ID_PREFIX);
}

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
    throw new ConfigError(`${name} has ${digits.length} decimal digits: this looks like a decimal serial number`, {
      code: 'BAD_SERIAL',
      hint: 'Give it in hex: openssl x509 -in apiclient_cert.pem -noout -serial. Or configure `certificate`, and the serial is read from it.',
    });
  }
  if (!/^[0-9A-F]{1,40}$/.test(digits) || input.length > INPUT_LIMIT) {
    // Not the value: it may be a secret in the wrong place.
    const [odd] = /[^0-9A-F]/.exec(digits) ?? [];
    const found =
      input.length > INPUT_LIMIT
        ? `${input.length} characters`
        : digits === ''
          ? 'nothing'
          : odd
            ? `the character ${JSON.stringify(odd)}`
            : `${digits.length} digits`;
    throw new ConfigError(`${name} is not a certificate serial number: expected up to 40 hex digits, found ${found}`, {
      code: 'BAD_SERIAL',
      hint: 'openssl x509 -in apiclient_cert.pem -noout -serial prints it. Or configure `certificate`, and the serial is read from it.',
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
    throw new ConfigError(`${name}: expected an id that begins with ${PUBLIC_KEY_ID_PREFIX} in upper-case letters`, {
      code: 'BAD_SERIAL',
      hint: 'Copy the id as it is shown beside the key in the merchant platform: Account Center → API Security → 微信支付公钥.',
    });
  }
  return isPublicKeyId(id) ? id.trim() : normalizeSerial(id, name);
}
