import type { KeyObject } from 'node:crypto';
import { certificateDates, certificateMerchant, certificateSerial } from '../apiv3/certificate.js';
import type { Credentials, Sign } from '../apiv3/credentials.js';
import type { KeyRing } from '../apiv3/key-ring.js';
import { readCertificate, readPrivateKey, sameKeyPair } from '../apiv3/keys.js';
import { normalizeSerial } from '../apiv3/serial.js';
import { sayKey } from '../texts/keys.js';
import type { SignerIdentity } from './external-signer.js';
import { type DatedCertificate, type GivenCert, type GivenKey, type GivenText, keyError } from './given.js';
import { checkRing, readCerts } from './read-certs.js';
import { checkMchid } from './setting.js';

/** All keys of a merchant as they were given, whether in a configuration or as options of `createClient`. */
export interface GivenKeys {
  mchid: GivenText;
  /** One of these two. */
  privateKey?: GivenKey | undefined;
  signFor?: ((identity: SignerIdentity) => Sign) | undefined;
  passphrase?: string | undefined;
  /** At least one of these two. */
  certificate?: GivenKey | undefined;
  serial?: GivenText | undefined;
  /** A ring that was made before is taken as it is; no entries give the ring that verifies nothing. */
  certs: readonly GivenCert[] | KeyRing;
}

/** The merchant's own certificate: its serial, what to call it, and whose and how long valid it is. */
export interface OwnCertificate extends DatedCertificate {
  serial: string;
  publicKey: KeyObject;
  /** The merchant number that it was issued to. */
  merchant: string | undefined;
}

/** The keys, read and checked to belong together. */
export interface MerchantKeys {
  credentials: Credentials;
  own: OwnCertificate | undefined;
  platform: readonly DatedCertificate[];
}

/**
 * The merchant number.
 * @throws {ConfigError} `BAD_MCHID`
 */
export const readMchid = ({ value, name }: GivenText): string => {
  const problem = checkMchid(value);
  if (problem === undefined) return value.trim();
  throw keyError(sayKey('mchid', name, problem), 'BAD_MCHID', sayKey('mchidHint'));
};

/**
 * The serial number of the merchant's own certificate, as it goes into headers.
 * @throws {ConfigError} `BAD_SERIAL`
 */
export const readSerial = ({ value, name }: GivenText): string => {
  // What has other characters may be a secret in the wrong place: not even one of them is shown.
  if (/^(?:serial(?:\s*number)?\s*[=:])?[\s:0-9a-fx\uFEFF]*$/i.test(value.slice(0, 2000).trim())) {
    return normalizeSerial(value, name);
  }
  throw keyError(sayKey('ownSerial', name), 'BAD_SERIAL', sayKey('serialHint'));
};

/**
 * The merchant's own certificate, checked against the private key and the serial.
 * @param own the private key; without one, only the certificate itself is judged
 * @throws {ConfigError} `KEY_PAIR_MISMATCH`, `SERIAL_MISMATCH`, and those of `readCertificate`
 */
export const readOwnCertificate = (
  given: GivenKey,
  serial: GivenText | undefined,
  own: { key: KeyObject; name: string } | undefined,
): OwnCertificate => {
  const certificate = readCertificate(given.material, given.name);
  const { name } = given.name;
  const found = certificateSerial(certificate);
  if (own !== undefined && !sameKeyPair(certificate.publicKey, own.key)) {
    throw keyError(sayKey('pair', name, own.name), 'KEY_PAIR_MISMATCH', sayKey('pairHint'));
  }
  if (serial !== undefined && readSerial(serial) !== found) {
    throw keyError(
      sayKey('serialMismatch', serial.name, readSerial(serial), name, found),
      'SERIAL_MISMATCH',
      sayKey('removeSerial'),
    );
  }
  return {
    serial: found,
    publicKey: certificate.publicKey,
    name,
    validity: certificateDates(certificate),
    merchant: certificateMerchant(certificate),
  };
};

const readIdentity = (given: GivenKeys, own: { serial: string; name: string } | undefined) => {
  if (own !== undefined) return own;
  if (given.serial !== undefined) return { serial: readSerial(given.serial), name: given.serial.name };
  throw keyError(sayKey('identity'), 'MISSING_CREDENTIALS', sayKey('identityHint'));
};

const isRing = (certs: GivenKeys['certs']): certs is KeyRing => 'preferred' in certs;

/**
 * The one reader of a merchant's keys, for configuration and `createClient`: reads them, and checks without any network
 * that each is what it should be and that they belong together.
 * @throws {ConfigError} `BAD_MCHID`, `BAD_SERIAL`, `KEY_PAIR_MISMATCH`, `SERIAL_MISMATCH`, `SERIAL_OF_PLATFORM`,
 * `OWN_KEY_IN_CERTS`, `WRONG_KEY_ID` for a key under the id of another kind or another certificate, `DUPLICATE_KEY_ID`,
 * `MISSING_CREDENTIALS`, and those of `readPrivateKey`, `readCertificate` and `readVerifyingKey`
 */
export function readMerchantKeys(given: GivenKeys): MerchantKeys {
  const mchid = readMchid(given.mchid);
  const pair = given.privateKey && {
    key: readPrivateKey(given.privateKey.material, given.privateKey.name, given.passphrase),
    name: given.privateKey.name.name,
  };
  const own = given.certificate && readOwnCertificate(given.certificate, given.serial, pair);
  const identity = readIdentity(given, own);
  const ownKey = pair?.key ?? own?.publicKey;
  const { keyRing, platform } = isRing(given.certs)
    ? { keyRing: checkRing(given.certs, ownKey), platform: [] }
    : readCerts(given.certs, ownKey);
  if (keyRing.find(identity.serial)) {
    throw keyError(
      sayKey('platformSerial', identity.name, identity.serial),
      'SERIAL_OF_PLATFORM',
      sayKey('serialHint'),
    );
  }
  const { serial } = identity;
  if (pair) return { credentials: { mchid, serial, privateKey: pair.key, keyRing }, own, platform };
  const sign = given.signFor?.({ mchid, serial, publicKey: own?.publicKey });
  if (sign) return { credentials: { mchid, serial, sign, keyRing }, own, platform };
  throw keyError(sayKey('keyMissing'), 'MISSING_CREDENTIALS', sayKey('keyMissingHint'));
}
