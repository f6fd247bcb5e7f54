import { KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseApiv3Key } from '../apiv3/aes-gcm.js';
import { certificateSerial, certificateKey as ringKey } from '../apiv3/certificate.js';
import type { Credentials } from '../apiv3/credentials.js';
import { createKeyRing, type KeyRing, type VerifyingKey } from '../apiv3/key-ring.js';
import { readCertificate, readPrivateKey, readVerifyingKey } from '../apiv3/keys.js';
import { isKeyMaterial } from '../apiv3/pem.js';
import { normalizeKeyId, normalizeSerial } from '../apiv3/serial.js';
import type { CallerOptions } from '../client/types.js';
import { checkBaseUrl, DEFAULT_BACKUP_BASE_URL, DEFAULT_BASE_URL } from '../config/base-url.js';
import { ConfigError } from '../errors.js';

/** A key: a PEM (or base64) as text, the path of a file, the bytes of one, or an object of `node:crypto`. */
export type KeyInput = string | Uint8Array | KeyObject | X509Certificate;

/** What a client is made of; names as in the PHP and JavaScript SDKs. */
export interface ClientOptions {
  /** Merchant number. */
  mchid: string;
  /** Serial of the merchant API certificate, hex. May be left out beside `certificate`. */
  serial?: string | undefined;
  /** The merchant API certificate, from which the serial is read. */
  certificate?: Exclude<KeyInput, KeyObject> | undefined;
  /** The merchant API private key. */
  privateKey: Exclude<KeyInput, X509Certificate>;
  /** Opens an encrypted private key. */
  privateKeyPassphrase?: string | undefined;
  /** What WeChat Pay signs with: id → public key, or serial → platform certificate, side by side. */
  certs: Readonly<Record<string, KeyInput>> | KeyRing;
  /** An origin; WeChat Pay's by default. */
  baseUrl?: string | undefined;
  /** The origin that takes over after a network failure; known for WeChat Pay's own. */
  backupBaseUrl?: string | undefined;
  /** Limit of one attempt, in seconds; 20 by default. */
  timeout?: number | undefined;
  /** Repeats at most; 3 by default. */
  retries?: number | undefined;
  /** 32 bytes; for notifications and certificates. */
  apiv3Key?: string | Uint8Array | undefined;
  /** URL of a proxy; by default the environment decides. */
  proxy?: string | undefined;
  /** Certificates of further authorities to trust, as PEM. */
  ca?: string | undefined;
  /** Language of hints; English by default. */
  language?: CallerOptions['language'];
  /** Clock and chance, for tests. */
  environment?: CallerOptions['environment'];
}

const read = (input: string | Uint8Array, name: string): { content: string | Uint8Array; name: string } => {
  if (typeof input !== 'string' || isKeyMaterial(input)) return { content: input, name };
  try {
    return { content: readFileSync(input), name: `${name} (${input})` };
  } catch (cause) {
    throw new ConfigError(`${name}: cannot read ${input}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'KEY_UNREADABLE',
      hint: 'Give the path of a file, or the PEM itself.',
      cause,
    });
  }
};

const readOwnKey = ({ privateKey, privateKeyPassphrase }: ClientOptions): KeyObject => {
  if (!(privateKey instanceof KeyObject)) {
    const { content, name } = read(privateKey, 'privateKey');
    return readPrivateKey(content, name, privateKeyPassphrase);
  }
  return readPrivateKey(privateKey.export({ type: 'pkcs8', format: 'der' }), 'privateKey');
};

const certificateKey = (id: string, certificate: X509Certificate): VerifyingKey => {
  const serial = certificateSerial(certificate);
  if (id !== serial) {
    throw new ConfigError(`certs: the certificate under ${id} has the serial ${serial}`, {
      code: 'SERIAL_MISMATCH',
      hint: `Put it under ${serial}.`,
    });
  }
  return ringKey(certificate);
};

const readVerifier = (rawId: string, input: KeyInput): VerifyingKey => {
  const id = normalizeKeyId(rawId, `certs.${rawId}`);
  if (input instanceof X509Certificate) return certificateKey(id, input);
  const { content, name } =
    input instanceof KeyObject
      ? { content: input.export({ type: 'spki', format: 'der' }), name: `certs.${id}` }
      : read(input, `certs.${id}`);
  const material = readVerifyingKey(content, name);
  return material.kind === 'certificate'
    ? certificateKey(id, material.certificate)
    : { id, kind: 'public-key', publicKey: material.publicKey };
};

const isKeyRing = (certs: ClientOptions['certs']): certs is KeyRing => typeof certs['preferred'] === 'function';

const ownSerial = ({ serial, certificate }: ClientOptions): string => {
  if (serial !== undefined) return normalizeSerial(serial, 'serial');
  if (certificate === undefined) {
    throw new ConfigError('serial is missing: the serial number of the merchant API certificate', {
      code: 'MISSING_CREDENTIALS',
      hint: 'Pass `serial`, or `certificate` to have it read from there.',
    });
  }
  if (certificate instanceof X509Certificate) return certificateSerial(certificate);
  const { content, name } = read(certificate, 'certificate');
  return certificateSerial(readCertificate(content, name));
};

const checkedOrigin = (url: string, name: string): string => {
  const problem = checkBaseUrl(url);
  if (problem === undefined) return new URL(url).origin;
  throw new ConfigError(`${name}: ${problem}`, { code: 'CONFIG_INVALID' });
};

/**
 * What a client's options say, checked and ready to call with.
 * @throws {ConfigError} naming the option that is missing or wrong; see `readPrivateKey` and `readVerifyingKey`
 */
export function readClientOptions(options: ClientOptions): CallerOptions {
  const { mchid, certs, apiv3Key, timeout, retries, proxy, ca, language, environment } = options;
  if (!/^\d{8,10}$/.test(mchid)) {
    throw new ConfigError(`mchid is ${JSON.stringify(mchid)}, expected 8 to 10 digits`, {
      code: 'BAD_MCHID',
      hint: 'The merchant number (商户号) is shown at the top right of the merchant platform.',
    });
  }
  if (typeof apiv3Key === 'string') parseApiv3Key(apiv3Key, 'apiv3Key');
  const credentials: Credentials = {
    mchid,
    serial: ownSerial(options),
    privateKey: readOwnKey(options),
    keyRing: isKeyRing(certs) ? certs : createKeyRing(Object.entries(certs).map(([id, key]) => readVerifier(id, key))),
  };
  const baseUrl = checkedOrigin(options.baseUrl ?? DEFAULT_BASE_URL, 'baseUrl');
  const backup = options.backupBaseUrl ?? (baseUrl === DEFAULT_BASE_URL ? DEFAULT_BACKUP_BASE_URL : undefined);
  const backupBaseUrl = backup === undefined ? undefined : checkedOrigin(backup, 'backupBaseUrl');
  return { credentials, baseUrl, backupBaseUrl, timeout, retries, proxy, ca, language, environment };
}
