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
import { sayKey } from '../texts/keys.js';
import { type DatedCertificate, type GivenCert, type GivenText, keyError } from './given.js';

/** The id of a key as it was written in a file may be a number that YAML has rounded. */
const readId = ({ value, name }: GivenText): string => {
  if (!/^-?(?:\d{1,30}(?:\.\d{1,30})?e\+?\d{1,5}|infinity|nan)$/i.test(value)) return normalizeKeyId(value, name);
  throw keyError(sayKey('roundedSerial', name), 'BAD_SERIAL', sayKey('quotes'));
};

const ownKeyError = (name: string): ConfigError =>
  keyError(sayKey('ownKey', name), 'OWN_KEY_IN_CERTS', sayKey('ownKeyHint'));

const readCert = (given: GivenCert, own: KeyObject | undefined): VerifyingKey => {
  const id = readId(given.id);
  const { name } = given.name;
  const material = readVerifyingKey(given.material, given.name);
  if (own !== undefined && sameKeyPair(material.publicKey, own)) throw ownKeyError(name);
  if (material.kind === 'public-key') {
    if (isPublicKeyId(id)) return { id, kind: 'public-key', publicKey: material.publicKey };
    throw keyError(sayKey('bareKey', name, id), 'WRONG_KEY_ID', sayKey('bareKeyHint'));
  }
  const key = certificateKey(material.certificate);
  if (isPublicKeyId(id)) {
    throw keyError(
      sayKey('certificateUnderKeyId', name, key.id, id),
      'WRONG_KEY_ID',
      sayKey('certificateUnderKeyIdHint', key.id, id),
    );
  }
  if (id === key.id) return key;
  throw keyError(sayKey('otherSerial', name, key.id, id), 'WRONG_KEY_ID', sayKey('otherSerialHint', key.id, id));
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
      throw keyError(sayKey('twice', given.name.name, key.id), 'DUPLICATE_KEY_ID', sayKey('twiceHint'));
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
