import type { KeyObject } from 'node:crypto';
import { parseApiv3Key } from '../apiv3/aes-gcm.js';
import { certificateDates, certificateMerchant, certificateSerial } from '../apiv3/certificate.js';
import type { Credentials } from '../apiv3/credentials.js';
import { EMPTY_KEY_RING, type Validity } from '../apiv3/key-ring.js';
import { readCertificate, readPrivateKey, sameKeyPair } from '../apiv3/keys.js';
import { normalizeSerial } from '../apiv3/serial.js';
import { ConfigError } from '../errors.js';
import { readCerts } from './certs.js';
import { noFileFound } from './config-file.js';
import { expand } from './expand.js';
import { expiryWarning } from './expiry.js';
import { readKeyContent } from './key-file.js';
import type { Sourced } from './layers.js';
import { permissionWarning } from './permissions.js';
import { checkMchid } from './setting.js';
import type { CredentialValues, Settings } from './settings.js';
import { SETTINGS } from './settings-table.js';
import { describeSource, settingError } from './source.js';

/** What credentials are made of, ready to sign and verify with. */
export interface LoadedCredentials {
  credentials: Credentials;
  /** The dates of the merchant's own certificate, when it is configured (and not only its serial). */
  certificateValidity: Validity | undefined;
  warnings: string[];
}

type TextKey = Exclude<keyof CredentialValues, 'certs'>;

const find = ({ values, sources, context }: Settings, key: TextKey): Sourced<string> | undefined => {
  const value = values[key];
  const source = sources[key];
  return value === undefined || source === undefined
    ? undefined
    : { value: expand(value, source, context.lookUp), source };
};

const hasCerts = ({ values }: Settings): boolean => Object.keys(values.certs ?? {}).length > 0;

const placesLooked = ({ file, profile, searched }: Settings): string => {
  if (file === undefined) return noFileFound(searched);
  return `looked in ${file}${profile === undefined ? '' : ` (profile ${profile})`} and in the environment`;
};

/** Names everything that is missing, so that it can be mended in one go. */
const missingError = (settings: Settings): ConfigError => {
  const { mchid, serial, certificate, privateKey } = settings.values;
  const missing = [
    { key: 'mchid', names: [SETTINGS.mchid.env], given: mchid !== undefined },
    { key: 'privateKey', names: [SETTINGS.privateKey.env], given: privateKey !== undefined },
    { key: 'certificate (or serial)', names: [SETTINGS.certificate.env], given: (certificate ?? serial) !== undefined },
    { key: 'certs', names: [SETTINGS.publicKey.env, SETTINGS.publicKeyId.env], given: hasCerts(settings) },
  ].filter(({ given }) => !given);
  const names = missing.flatMap((one) => one.names).join(', ');
  return new ConfigError(`missing: ${missing.map(({ key }) => key).join(', ')}; ${placesLooked(settings)}`, {
    code: 'MISSING_CREDENTIALS',
    hint: `Set ${names}; or copy .wechatpayrc.example to .wechatpayrc and fill it in.`,
  });
};

const readMchid = ({ value, source }: Sourced<string>): string => {
  const problem = checkMchid(value);
  if (problem === undefined) return value.trim();
  throw settingError(source, problem, {
    code: 'BAD_MCHID',
    hint: 'The merchant number (商户号) is shown in the merchant platform, pay.weixin.qq.com → Account Center → 商户信息.',
  });
};

const readSerial = ({ value, source }: Sourced<string>): string => {
  // What has other characters may be a secret in the wrong place; normalizeSerial would show it.
  if (/^(?:serial(?:\s*number)?\s*[=:])?[\s:0-9a-fx]*$/i.test(value.trim())) {
    return normalizeSerial(value, describeSource(source));
  }
  throw settingError(source, 'expected the serial number of your certificate, up to 40 hex digits', {
    code: 'BAD_SERIAL',
    hint: 'Print it with: openssl x509 -in apiclient_cert.pem -noout -serial. Or set `certificate` instead, and it is read from there.',
  });
};

/** The merchant's certificate, checked to belong to the private key and to the serial, if that is given too. */
const readOwnCertificate = (
  setting: Sourced<string>,
  privateKey: { key: KeyObject; name: string },
  serial: Sourced<string> | undefined,
  settings: Settings,
) => {
  const { content, name } = readKeyContent(setting.value, setting.source, settings.context);
  const certificate = readCertificate(content, name);
  const found = certificateSerial(certificate);
  if (!sameKeyPair(certificate.publicKey, privateKey.key)) {
    throw new ConfigError(`${name} and ${privateKey.name} do not belong together: the certificate is of another key`, {
      code: 'KEY_PAIR_MISMATCH',
      hint: 'Use apiclient_cert.pem and apiclient_key.pem from the same download. A certificate of the platform (WeChat Pay) belongs under `certs`.',
    });
  }
  if (serial !== undefined && readSerial(serial) !== found) {
    throw new ConfigError(
      `${describeSource(serial.source)} is ${readSerial(serial)}, but ${name} has the serial ${found}`,
      { code: 'SERIAL_MISMATCH', hint: 'Remove `serial`: it is read from the certificate.' },
    );
  }
  const merchant = certificateMerchant(certificate);
  return { name, serial: found, validity: certificateDates(certificate), merchant };
};

/**
 * Reads the keys that the settings name and checks, without any network, that they are what they should be and belong
 * together.
 * @param now milliseconds since 1970, for warnings about certificates that expire
 * @param needsCerts whether there must be a key to verify with; `false` only for downloading the first one
 * @throws {ConfigError} `MISSING_CREDENTIALS` listing all that is missing; `UNSET_VARIABLE`, `BAD_MCHID`, `BAD_SERIAL`,
 * `KEY_PAIR_MISMATCH`, `SERIAL_MISMATCH`, `SERIAL_OF_PLATFORM`; and those of `readKeyContent`, `readPrivateKey`, `readCerts`
 */
export async function loadCredentials(
  settings: Settings,
  now: number,
  { needsCerts = true }: { needsCerts?: boolean } = {},
): Promise<LoadedCredentials> {
  const [mchidSetting, keySetting] = [find(settings, 'mchid'), find(settings, 'privateKey')];
  const [certificateSetting, serialSetting] = [find(settings, 'certificate'), find(settings, 'serial')];
  const identity = certificateSetting ?? serialSetting;
  if (!mchidSetting || !keySetting || !identity || (needsCerts && !hasCerts(settings))) throw missingError(settings);

  const mchid = readMchid(mchidSetting);
  const { content, name, path } = readKeyContent(keySetting.value, keySetting.source, settings.context);
  const privateKey = { key: readPrivateKey(content, name, find(settings, 'privateKeyPassphrase')?.value), name };
  const own = certificateSetting && readOwnCertificate(certificateSetting, privateKey, serialSetting, settings);
  const serial = own?.serial ?? readSerial(identity);
  const { keyRing, warnings } = hasCerts(settings)
    ? readCerts(settings, privateKey.key, now)
    : { keyRing: EMPTY_KEY_RING, warnings: [] };
  if (keyRing.find(serial)) {
    throw new ConfigError(
      `${describeSource(identity.source)}: ${serial} is the serial of a platform certificate under certs, not of your own certificate`,
      {
        code: 'SERIAL_OF_PLATFORM',
        hint: 'Yours is printed by: openssl x509 -in apiclient_cert.pem -noout -serial. Or set `certificate`, and it is read from there.',
      },
    );
  }
  const ownWarnings = [
    path === undefined ? undefined : permissionWarning(path, name),
    own &&
      expiryWarning(own.validity, own.name, now, 'merchant platform → Account Center → API Security → 商户API证书'),
    own?.merchant !== undefined && own.merchant !== mchid
      ? `${own.name}: this is the certificate of merchant ${own.merchant}, but mchid is ${mchid}`
      : undefined,
  ].filter((warning) => warning !== undefined);
  return {
    credentials: { mchid, serial, privateKey: privateKey.key, keyRing },
    certificateValidity: own?.validity,
    warnings: [...ownWarnings, ...warnings],
  };
}

/**
 * The APIv3 key as bytes. It decrypts notifications and downloaded certificates; nothing else needs it, so that a
 * missing or wrong one is noticed only here.
 * @throws {ConfigError} `MISSING_APIV3_KEY`, `UNSET_VARIABLE`, `BAD_APIV3_KEY` (the length found, never the value)
 */
export function loadApiv3Key(settings: Settings): Buffer {
  const setting = find(settings, 'apiv3Key');
  if (setting) return parseApiv3Key(setting.value, describeSource(setting.source));
  throw new ConfigError(`missing: apiv3Key; ${placesLooked(settings)}`, {
    code: 'MISSING_APIV3_KEY',
    hint: `Set ${SETTINGS.apiv3Key.env}, or apiv3Key in the configuration file, to the APIv3 key (APIv3密钥) that you chose in the merchant platform: Account Center → API Security.`,
  });
}
