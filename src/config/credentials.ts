import { parseApiv3Key } from '../apiv3/aes-gcm.js';
import type { Credentials } from '../apiv3/credentials.js';
import { ConfigError } from '../errors.js';
import { givenCerts } from './certs.js';
import { noFileFound } from './config-file.js';
import { expand } from './expand.js';
import { expiryWarning } from './expiry.js';
import type { GivenKey, GivenText } from './given.js';
import { readKeyContent } from './key-file.js';
import { readMerchantKeys } from './keys.js';
import type { Sourced } from './layers.js';
import { permissionWarning } from './permissions.js';
import type { CredentialValues, Settings } from './settings.js';
import { SETTINGS } from './settings-table.js';
import { describeSource } from './source.js';

/** What credentials are made of, ready to sign and verify with. */
export interface LoadedCredentials {
  credentials: Credentials;
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

const asText = ({ value, source }: Sourced<string>): GivenText => ({ value, name: describeSource(source) });

const asKey = ({ value, source }: Sourced<string>, { context }: Settings): GivenKey => {
  const { content, ...name } = readKeyContent(value, source, context);
  return { material: content, name };
};

/**
 * One text of the credentials, `${NAME}` replaced; `undefined` when it is not set.
 * @throws {ConfigError} `UNSET_VARIABLE`
 */
export function givenText(settings: Settings, key: TextKey): GivenText | undefined {
  const found = find(settings, key);
  return found && asText(found);
}

/**
 * One key of the credentials, its file read; `undefined` when it is not set.
 * @throws {ConfigError} `UNSET_VARIABLE`, and those of `readKeyContent`
 */
export function givenKey(settings: Settings, key: 'privateKey' | 'certificate'): GivenKey | undefined {
  const found = find(settings, key);
  return found && asKey(found, settings);
}

const hasCerts = ({ values }: Settings): boolean => Object.keys(values.certs ?? {}).length > 0;

const placesLooked = ({ file, profile, searched }: Settings): string => {
  if (file === undefined) return noFileFound(searched);
  return `looked in ${file}${profile === undefined ? '' : ` (profile ${profile})`} and in the environment`;
};

/** Names everything that is missing, so that it can be added in one go. */
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

/**
 * Reads the keys that the settings name and checks, without any network, that they are what they should be and belong
 * together.
 * @param now milliseconds since 1970, for warnings about certificates that expire
 * @param needsCerts whether there must be a key to verify with; `false` only for downloading the first one
 * @throws {ConfigError} `MISSING_CREDENTIALS` listing all that is missing, `UNSET_VARIABLE`, and those of
 * `readKeyContent` and `readMerchantKeys`
 */
export async function loadCredentials(
  settings: Settings,
  now: number,
  { needsCerts = true }: { needsCerts?: boolean } = {},
): Promise<LoadedCredentials> {
  const [mchid, privateKey] = [find(settings, 'mchid'), find(settings, 'privateKey')];
  const [certificate, serial] = [find(settings, 'certificate'), find(settings, 'serial')];
  if (!mchid || !privateKey || !(certificate ?? serial) || (needsCerts && !hasCerts(settings))) {
    throw missingError(settings);
  }
  const ownKey = asKey(privateKey, settings);
  const { credentials, own, platform } = readMerchantKeys({
    mchid: asText(mchid),
    privateKey: ownKey,
    passphrase: find(settings, 'privateKeyPassphrase')?.value,
    certificate: certificate && asKey(certificate, settings),
    serial: serial && asText(serial),
    certs: givenCerts(settings),
  });
  const { name, path } = ownKey.name;
  const warnings = [
    path === undefined ? undefined : permissionWarning(path, name),
    own &&
      expiryWarning(own.validity, own.name, now, 'merchant platform → Account Center → API Security → 商户API证书'),
    own?.merchant !== undefined && own.merchant !== credentials.mchid
      ? `${own.name}: this is the certificate of merchant ${own.merchant}, but mchid is ${credentials.mchid}`
      : undefined,
    ...platform.map((one) => expiryWarning(one.validity, one.name, now, 'wxpay certs download')),
  ];
  return { credentials, warnings: warnings.filter((warning) => warning !== undefined) };
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
