import type { KeyObject } from 'node:crypto';
import { certificateKey } from '../apiv3/certificate.js';
import {
  checkVerifyingKey,
  createKeyRing,
  EMPTY_KEY_RING,
  type KeyRing,
  type VerifyingKey,
} from '../apiv3/key-ring.js';
import { readVerifyingKey, sameKeyPair } from '../apiv3/keys.js';
import { isPublicKeyId, normalizeKeyId } from '../apiv3/serial.js';
import type { ConfigError } from '../errors.js';
import { type DatedCertificate, type GivenCert, type GivenText, keyError } from './given.js';

/** The id of a key as it was written in a file may be a number that YAML has rounded. */
const readId = ({ value, name }: GivenText): string => {
  if (!/^-?(?:\d{1,30}(?:\.\d{1,30})?e\+?\d{1,5}|infinity|nan)$/i.test(value)) return normalizeKeyId(value, name);
  throw keyError(`${name}: this serial number was read as a number`, 'BAD_SERIAL', 'Put quotes around it.');
};

const ownKeyError = (name: string): ConfigError =>
  keyError(
    `${name}: this is your own certificate or key, not WeChat Pay's`,
    'OWN_KEY_IN_CERTS',
    'What WeChat Pay signs with is in the merchant platform: Account Center → API Security → 微信支付公钥 (pub_key.pem and its id), or a platform certificate.',
  );

const readCert = (given: GivenCert, own: KeyObject | undefined): VerifyingKey => {
  const id = readId(given.id);
  const { name } = given.name;
  const material = readVerifyingKey(given.material, given.name);
  if (own !== undefined && sameKeyPair(material.publicKey, own)) throw ownKeyError(name);
  if (material.kind === 'public-key') {
    if (isPublicKeyId(id)) return { id, kind: 'public-key', publicKey: material.publicKey };
    throw keyError(
      `${name}: found a bare public key, but ${id} is the serial number of a certificate`,
      'WRONG_KEY_ID',
      'Put the WeChat Pay public key under its id, which begins with PUB_KEY_ID_ and is shown beside it in the merchant platform.',
    );
  }
  const key = certificateKey(material.certificate);
  if (isPublicKeyId(id)) {
    throw keyError(
      `${name}: found a certificate (serial ${key.id}), but ${id} is the id of a public key`,
      'WRONG_KEY_ID',
      `Put a platform certificate under its serial, ${key.id}; under ${id} belongs pub_key.pem.`,
    );
  }
  if (id === key.id) return key;
  throw keyError(
    `${name}: this certificate has the serial ${key.id}, but stands under ${id}`,
    'WRONG_KEY_ID',
    `Put it under ${key.id}, or put the certificate with the serial ${id} here.`,
  );
};

/**
 * The ring of the entries of `certs`, in their order, and the certificates among them.
 * @param own one of the merchant's keys, to notice the merchant's own certificate in the place of WeChat Pay's;
 * without it that is not checked
 * @throws {ConfigError} `OWN_KEY_IN_CERTS`, `WRONG_KEY_ID`, `DUPLICATE_KEY_ID`, `BAD_SERIAL`, and those of `readVerifyingKey`
 */
export function readCerts(
  certs: readonly GivenCert[],
  own: KeyObject | undefined,
): { keyRing: KeyRing; platform: DatedCertificate[] } {
  const keys = new Map<string, VerifyingKey>();
  const platform: DatedCertificate[] = [];
  for (const given of certs) {
    const key = readCert(given, own);
    if (keys.has(key.id)) {
      throw keyError(
        `${given.name.name}: ${key.id} is configured twice`,
        'DUPLICATE_KEY_ID',
        'Remove one of the two entries.',
      );
    }
    keys.set(key.id, key);
    if (key.validity !== undefined) platform.push({ name: given.name.name, validity: key.validity });
  }
  return { keyRing: keys.size === 0 ? EMPTY_KEY_RING : createKeyRing([...keys.values()]), platform };
}

/**
 * A ring that somebody else made, checked for the one mistake that would let a merchant verify with his own key.
 * @throws {ConfigError} `OWN_KEY_IN_CERTS`, `BAD_KEY`
 */
export function checkRing(ring: KeyRing, own: KeyObject | undefined): KeyRing {
  for (const id of ring.ids) {
    const key = ring.find(id);
    if (key !== undefined && own !== undefined && sameKeyPair(checkVerifyingKey(key).publicKey, own))
      throw ownKeyError(`certs.${id}`);
  }
  return ring;
}
