import { certificateDates, certificateKey, certificateMerchant, certificateSerial } from '../apiv3/certificate.js';
import type { Credentials } from '../apiv3/credentials.js';
import {
  checkVerifyingKey,
  createKeyRing,
  EMPTY_KEY_RING,
  type KeyRing,
  type Validity,
  type VerifyingKey,
} from '../apiv3/key-ring.js';
import { type KeyName, readCertificate, readPrivateKey, readVerifyingKey, sameKeyPair } from '../apiv3/keys.js';
import type { KeyMaterial } from '../apiv3/material.js';
import { isPublicKeyId, normalizeKeyId, normalizeSerial } from '../apiv3/serial.js';
import { ConfigError } from '../errors.js';
import { checkMchid } from './setting.js';

/** A text as it was given, and what to call it in messages: an option, a variable, a key of a file. */
export interface GivenText {
  value: string;
  name: string;
}

/** Key material as it was given, and what to call it in messages. */
export interface GivenKey {
  material: KeyMaterial;
  name: Exclude<KeyName, string>;
}

/** One entry of `certs`. */
export interface GivenCert extends GivenKey {
  id: GivenText;
}

/** All keys of a merchant as they were given, whether in a configuration or as options of `createClient`. */
export interface GivenKeys {
  mchid: GivenText;
  privateKey: GivenKey;
  passphrase?: string | undefined;
  /** At least one of these two. */
  certificate?: GivenKey | undefined;
  serial?: GivenText | undefined;
  /** A ring that was made before is taken as it is; no entries give the ring that verifies nothing. */
  certs: readonly GivenCert[] | KeyRing;
}

/** A certificate among the keys, for warnings about its dates. */
interface DatedCertificate {
  name: string;
  validity: Validity;
}

/** The keys, read and checked to belong together. */
export interface MerchantKeys {
  credentials: Credentials;
  /** The merchant's own certificate, and the merchant number that it was issued to. */
  own: (DatedCertificate & { merchant: string | undefined }) | undefined;
  platform: readonly DatedCertificate[];
}

const keyError = (message: string, code: string, hint: string): ConfigError => new ConfigError(message, { code, hint });

const readMchid = ({ value, name }: GivenText): string => {
  const problem = checkMchid(value);
  if (problem === undefined) return value.trim();
  throw keyError(
    `${name}: ${problem}`,
    'BAD_MCHID',
    'The merchant number (商户号) is shown in the merchant platform, pay.weixin.qq.com → Account Center → 商户信息.',
  );
};

const readSerial = ({ value, name }: GivenText): string => {
  // What has other characters may be a secret in the wrong place: not even one of them is shown.
  if (/^(?:serial(?:\s*number)?\s*[=:])?[\s:0-9a-fx\uFEFF]*$/i.test(value.slice(0, 2000).trim())) {
    return normalizeSerial(value, name);
  }
  throw keyError(
    `${name}: expected the serial number of your certificate, up to 40 hex digits`,
    'BAD_SERIAL',
    'Print it with: openssl x509 -in apiclient_cert.pem -noout -serial. Or set `certificate` instead, and it is read from there.',
  );
};

const readOwn = ({ certificate: given, serial, privateKey }: GivenKeys, key: Credentials['privateKey']) => {
  if (given === undefined) return undefined;
  const { name } = given.name;
  const certificate = readCertificate(given.material, given.name);
  const found = certificateSerial(certificate);
  if (!sameKeyPair(certificate.publicKey, key)) {
    throw keyError(
      `${name} and ${privateKey.name.name} do not belong together: the certificate is of another key`,
      'KEY_PAIR_MISMATCH',
      'Use apiclient_cert.pem and apiclient_key.pem from the same download. A certificate of the platform (WeChat Pay) belongs under `certs`.',
    );
  }
  if (serial !== undefined && readSerial(serial) !== found) {
    throw keyError(
      `${serial.name} is ${readSerial(serial)}, but ${name} has the serial ${found}`,
      'SERIAL_MISMATCH',
      'Remove `serial`: it is read from the certificate.',
    );
  }
  return { serial: found, name, validity: certificateDates(certificate), merchant: certificateMerchant(certificate) };
};

const readIdentity = (given: GivenKeys, own: { serial: string; name: string } | undefined) => {
  if (own !== undefined) return own;
  if (given.serial !== undefined) return { serial: readSerial(given.serial), name: given.serial.name };
  throw keyError('missing: certificate (or serial)', 'MISSING_CREDENTIALS', 'Give `certificate`, or `serial`.');
};

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

const readCert = (given: GivenCert, own: Credentials['privateKey']): VerifyingKey => {
  const id = readId(given.id);
  const { name } = given.name;
  const material = readVerifyingKey(given.material, given.name);
  if (sameKeyPair(material.publicKey, own)) throw ownKeyError(name);
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

/** The ring of the entries, in their order, and the certificates among them. */
const readCerts = (certs: readonly GivenCert[], own: Credentials['privateKey']) => {
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
};

/** A ring that somebody else made is checked for the one mistake that would let a merchant verify with his own key. */
const checkRing = (ring: KeyRing, own: Credentials['privateKey']): KeyRing => {
  for (const id of ring.ids) {
    const key = ring.find(id);
    if (key !== undefined && sameKeyPair(checkVerifyingKey(key).publicKey, own)) throw ownKeyError(`certs.${id}`);
  }
  return ring;
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
  const privateKey = readPrivateKey(given.privateKey.material, given.privateKey.name, given.passphrase);
  const own = readOwn(given, privateKey);
  const identity = readIdentity(given, own);
  const { keyRing, platform } = isRing(given.certs)
    ? { keyRing: checkRing(given.certs, privateKey), platform: [] }
    : readCerts(given.certs, privateKey);
  if (keyRing.find(identity.serial)) {
    throw keyError(
      `${identity.name}: ${identity.serial} is the serial of a platform certificate under certs, not of your own certificate`,
      'SERIAL_OF_PLATFORM',
      'Yours is printed by: openssl x509 -in apiclient_cert.pem -noout -serial. Or set `certificate`, and it is read from there.',
    );
  }
  return { credentials: { mchid, serial: identity.serial, privateKey, keyRing }, own, platform };
}
