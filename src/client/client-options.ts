import type { KeyObject, X509Certificate } from 'node:crypto';
import { homedir } from 'node:os';
import { type Apiv3Key, readApiv3Key } from '../apiv3/aes-gcm.js';
import type { Sign } from '../apiv3/credentials.js';
import { createKeyRing, type KeyRing } from '../apiv3/key-ring.js';
import { isSecret } from '../apiv3/secret.js';
import { DEFAULT_BACKUP_BASE_URL, DEFAULT_BASE_URL } from '../config/base-url.js';
import { shownId } from '../config/certs.js';
import type { GivenCert, GivenKey } from '../config/given.js';
import { readKeyContent, readTrustedContent } from '../config/key-file.js';
import { readMerchantKeys } from '../config/keys.js';
import { ConfigError } from '../errors.js';
import type { CallerOptions } from '../http/types.js';
import { proxyUrl } from '../shared/proxy-url.js';
import { joinWordings, type Text, verbatim } from '../shared/text.js';
import { checkedSign } from '../signer/checked-sign.js';
import { certificateMissing } from '../signer/signer-error.js';
import { sayCall } from '../texts/calls.js';
import { sayCredential } from '../texts/credentials.js';
import { saySigner } from '../texts/signer.js';
import { type Check, CLIENT_CHECKS, checkOptions, isRing } from './check-options.js';

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
  /** The merchant API private key; or `sign`. */
  privateKey?: Exclude<KeyInput, X509Certificate> | undefined;
  /**
   * Signs a message in the place of `privateKey`, for a key in a KMS or HSM: RSASSA-PKCS1-v1_5 with SHA-256 over exactly
   * these bytes; resolves with base64, within 10 s. Goes with `certificate`, against which every signature is checked.
   */
  sign?: Sign | undefined;
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
  /** Retries at most; 3 by default. */
  retries?: number | undefined;
  /** 32 characters or bytes, or as `loadConfig` gives it; for notifications and certificates. */
  apiv3Key?: Apiv3Key | undefined;
  /** URL of a proxy; by default the environment decides. */
  proxy?: string | undefined;
  /** Certificates of further authorities to trust, as PEM. */
  ca?: string | undefined;
  /** Language of hints; English by default. */
  language?: CallerOptions['language'];
  /** Clock and chance, for tests. */
  environment?: CallerOptions['environment'];
}

const givenKey = (input: KeyInput, name: string, read = readKeyContent): GivenKey => {
  if (typeof input !== 'string') return { material: input, name: { name } };
  const source = { kind: 'option', name } as const;
  const { content, ...found } = read(input, source, { cwd: '', home: homedir() });
  return { material: content, name: found };
};

const givenCerts = (certs: Readonly<Record<string, KeyInput>>): GivenCert[] =>
  Object.entries(certs).map(([id, input], index) => {
    const name = `certs.${shownId(id, index)}`;
    return { id: { value: id, name }, ...givenKey(input, name, readTrustedContent) };
  });

const isKeyRing = (certs: ClientOptions['certs']): certs is KeyRing => isRing(certs);

const missingError = (options: ClientOptions, call: string): ConfigError => {
  const { mchid, privateKey, sign, certificate, serial, certs } = options;
  const own =
    sign === undefined
      ? { name: sayCredential('certificateOrSerial'), value: certificate ?? serial }
      : { name: verbatim('certificate'), value: certificate };
  const given: { name: Text; value: unknown }[] = [
    { name: verbatim('mchid'), value: mchid },
    { name: verbatim('privateKey'), value: privateKey ?? sign },
    own,
    { name: verbatim('certs'), value: certs },
  ];
  const missing = given.flatMap(({ name, value }) => (value ? [] : [name]));
  return new ConfigError(sayCall('missing', call, joinWordings(missing, { zh: '、', en: ', ' })), {
    code: 'MISSING_CREDENTIALS',
    hint: sayCall('missingHint'),
  });
};

const isEmpty = (certs: ClientOptions['certs']): boolean => !isKeyRing(certs) && Object.keys(certs).length === 0;

/**
 * What a client's options say, checked as the configuration is, and ready to call with.
 * @param call the function that was given the options, for messages
 * @throws {ConfigError} naming the option: `CONFIG_INVALID` for an unknown one or a value of another kind,
 * `MISSING_CREDENTIALS`, `NO_VERIFYING_KEY`, `BAD_APIV3_KEY`, and those of `readMerchantKeys` and `readTrustedContent`
 */
export function readClientOptions(options: ClientOptions, call = 'createClient'): CallerOptions {
  const checks: Record<keyof ClientOptions, Check> & Record<string, Check> = CLIENT_CHECKS;
  checkOptions(call, options, checks);
  const { mchid, privateKey, sign, certificate, serial, certs, apiv3Key } = options;
  const { timeout, retries, proxy, ca, language, environment } = options;
  const isIdentified = sign === undefined ? (certificate ?? serial) : certificate;
  if (!mchid || !(privateKey ?? sign) || !isIdentified || !certs) throw missingError(options, call);
  if (privateKey && sign) {
    throw new ConfigError(joinWordings([call, saySigner('both')], ': '), {
      code: 'CONFIG_INVALID',
      hint: saySigner('bothHint'),
    });
  }
  if (isEmpty(certs)) createKeyRing([]);
  if (apiv3Key !== undefined && !isSecret(apiv3Key)) readApiv3Key(apiv3Key, 'apiv3Key');
  const { credentials } = readMerchantKeys({
    mchid: { value: mchid, name: 'mchid' },
    privateKey: privateKey ? givenKey(privateKey, 'privateKey') : undefined,
    signFor:
      sign &&
      (({ publicKey }) => {
        if (publicKey === undefined) throw certificateMissing(call);
        return checkedSign(sign, publicKey, `${call}: sign`);
      }),
    passphrase: options.privateKeyPassphrase,
    certificate: certificate === undefined ? undefined : givenKey(certificate, 'certificate'),
    serial: serial === undefined ? undefined : { value: serial, name: 'serial' },
    certs: isKeyRing(certs) ? certs : givenCerts(certs),
  });
  const baseUrl = new URL(options.baseUrl ?? DEFAULT_BASE_URL).origin;
  const backup = options.backupBaseUrl ?? (baseUrl === DEFAULT_BASE_URL ? DEFAULT_BACKUP_BASE_URL : undefined);
  const backupBaseUrl = backup === undefined ? undefined : new URL(backup).origin;
  return {
    credentials,
    baseUrl,
    backupBaseUrl,
    timeout,
    retries,
    proxy: proxy === undefined ? undefined : proxyUrl(proxy),
    ca,
    language,
    environment,
  };
}
