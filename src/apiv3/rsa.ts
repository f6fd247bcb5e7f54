import { createPublicKey, type KeyObject } from 'node:crypto';
import { ConfigError } from '../errors.js';
import type { Text } from '../shared/text.js';
import { sayKey } from '../texts/keys.js';
import { sayMaterial } from '../texts/material.js';

/** APIv3 signs with RSA 2048; a shorter key is refused by WeChat Pay and would be weak. */
const MINIMUM_BITS = 2048;
/** OpenSSL verifies with nothing longer. */
const MAXIMUM_BITS = 16_384;
/** OpenSSL's own limit for long keys; every real key has 65537. */
const MAXIMUM_EXPONENT = 2n ** 64n;

const isOdd = (key: KeyObject): boolean => {
  const { n = '' } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return ((Buffer.from(n, 'base64url').at(-1) ?? 0) & 1) === 1;
};

/** What is wrong with a key, in one phrase; `undefined` when it can be used. */
const keyProblem = (key: KeyObject | undefined): Text | undefined => {
  if (key === undefined) return sayMaterial('unreadableKey');
  if (key.asymmetricKeyType !== 'rsa') return sayMaterial('keyType', key.asymmetricKeyType ?? 'unknown');
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < MINIMUM_BITS || modulusLength > MAXIMUM_BITS) return sayMaterial('rsaBits', modulusLength);
  // With an exponent of 1 every message is its own signature; an even one, or an even modulus, makes no RSA key.
  if (publicExponent < 3n || publicExponent % 2n === 0n || publicExponent >= MAXIMUM_EXPONENT) {
    return publicExponent < MAXIMUM_EXPONENT
      ? sayMaterial('rsaExponent', String(publicExponent))
      : sayMaterial('rsaHugeExponent');
  }
  return isOdd(key) ? undefined : sayMaterial('rsaEvenModulus');
};

/**
 * An RSA key that can sign or verify.
 * @param name what it is, for messages
 * @throws {ConfigError} `BAD_KEY` for another kind, an unusual length, or an exponent or modulus that is not RSA's
 */
export function checkRsa(key: KeyObject | undefined, name: string): KeyObject {
  const problem = keyProblem(key);
  if (key !== undefined && problem === undefined) return key;
  throw new ConfigError(sayKey('rsa', name, MINIMUM_BITS, problem ?? sayMaterial('unreadableKey')), {
    code: 'BAD_KEY',
    hint: sayKey('rsaHint'),
  });
}
