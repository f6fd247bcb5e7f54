import { parseApiv3Key } from '../apiv3/aes-gcm.js';
import type { Credentials, Sign } from '../apiv3/credentials.js';
import { ConfigError } from '../errors.js';
import { joinWordings, type Text, verbatim } from '../shared/text.js';
import { sayCredential } from '../texts/credentials.js';
import { saySetting } from '../texts/settings.js';
import { givenCerts } from './certs.js';
import { noFileFound } from './config-file.js';
import { expand } from './expand.js';
import { expiryWarning } from './expiry.js';
import { openSigner, type SignerIdentity } from './external-signer.js';
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
  warnings: Text[];
  /** Ends the program that signs, if one was started. */
  close: () => Promise<void>;
}

/** What a command needs of the credentials. */
export interface CredentialNeeds {
  /** Whether there must be a key to verify with; `false` only for downloading the first one. Default: true. */
  needsCerts?: boolean | undefined;
  /** How to get a platform certificate anew, for the warning that one expires. */
  renewPlatform?: Text | undefined;
  /** Signs instead of the configured key or signer. */
  signFor?: ((identity: SignerIdentity) => Sign) | undefined;
  /** Told of every line that a signer writes to stderr. */
  onSignerLine?: ((line: string) => void) | undefined;
}

type TextKey = Exclude<keyof CredentialValues, 'certs' | 'signer'>;

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

const placesLooked = ({ file, profile, searched }: Settings): Text => {
  if (file === undefined) return noFileFound(searched);
  return profile === undefined ? sayCredential('lookedIn', file) : sayCredential('lookedInProfile', file, profile);
};

/** Names everything that is missing, so that it can be added in one go. */
const missingError = (settings: Settings): ConfigError => {
  const { mchid, serial, certificate, privateKey, signer } = settings.values;
  const own =
    signer === undefined
      ? {
          key: sayCredential('certificateOrSerial'),
          names: [SETTINGS.certificate.env],
          given: (certificate ?? serial) !== undefined,
        }
      : { key: verbatim('certificate'), names: [SETTINGS.certificate.env], given: certificate !== undefined };
  const missing = [
    { key: verbatim('mchid'), names: [SETTINGS.mchid.env], given: mchid !== undefined },
    {
      key: verbatim('privateKey'),
      names: [SETTINGS.privateKey.env],
      given: privateKey !== undefined || signer !== undefined,
    },
    own,
    { key: verbatim('certs'), names: [SETTINGS.publicKey.env, SETTINGS.publicKeyId.env], given: hasCerts(settings) },
  ].filter(({ given }) => !given);
  const names = missing.flatMap((one) => one.names).join(', ');
  const keys = joinWordings(
    missing.map(({ key }) => key),
    { zh: '、', en: ', ' },
  );
  return new ConfigError(sayCredential('missing', keys, placesLooked(settings)), {
    code: 'MISSING_CREDENTIALS',
    hint: sayCredential('missingHint', names),
  });
};

const findSigner = ({ values, sources }: Settings): Sourced<readonly string[]> | undefined =>
  values.signer !== undefined && sources.signer !== undefined
    ? { value: values.signer, source: sources.signer }
    : undefined;

/** How messages are signed: by a key, or by what takes its place. */
const chooseSigning = (settings: Settings, { signFor, onSignerLine = () => {} }: CredentialNeeds) => {
  if (signFor) return { signFor };
  const [privateKey, command] = [find(settings, 'privateKey'), findSigner(settings)];
  if (privateKey && command) {
    const [one, other] = [describeSource(privateKey.source), describeSource(command.source)];
    throw new ConfigError(saySetting('bothSign', one, other), {
      code: 'CONFIG_INVALID',
      hint: saySetting('bothSignHint'),
    });
  }
  if (privateKey) return { privateKey: asKey(privateKey, settings) };
  const signer = command && find(settings, 'certificate') && openSigner(command, settings, onSignerLine);
  return signer && { signFor: signer.signFor, close: signer.close };
};

/**
 * Reads the keys that the settings name and checks, without any network, that they are what they should be and belong
 * together. A signer is not started before the first signature; whoever asks for one closes it.
 * @param now milliseconds since 1970, for warnings about certificates that expire
 * @throws {ConfigError} `MISSING_CREDENTIALS` listing all that is missing, `UNSET_VARIABLE`, and those of
 * `readKeyContent` and `readMerchantKeys`
 */
export async function loadCredentials(
  settings: Settings,
  now: number,
  needs: CredentialNeeds = {},
): Promise<LoadedCredentials> {
  const [mchid, serial, certificate] = [
    find(settings, 'mchid'),
    find(settings, 'serial'),
    find(settings, 'certificate'),
  ];
  const signing = chooseSigning(settings, needs);
  if (!mchid || !signing || !(certificate ?? serial) || (needs.needsCerts !== false && !hasCerts(settings))) {
    throw missingError(settings);
  }
  const { privateKey, signFor, close = async () => {} } = signing;
  const { credentials, own, platform } = readMerchantKeys({
    mchid: asText(mchid),
    privateKey,
    signFor,
    passphrase: find(settings, 'privateKeyPassphrase')?.value,
    certificate: certificate && asKey(certificate, settings),
    serial: serial && asText(serial),
    certs: givenCerts(settings),
  });
  const { name = '', path } = privateKey?.name ?? {};
  const warnings = [
    path === undefined ? undefined : permissionWarning(path, name),
    own && expiryWarning(own.validity, own.name, now, sayCredential('renewOwn')),
    own?.merchant !== undefined && own.merchant !== credentials.mchid
      ? sayCredential('otherMerchant', own.name, own.merchant, credentials.mchid)
      : undefined,
    ...platform.map((one) =>
      expiryWarning(one.validity, one.name, now, needs.renewPlatform ?? sayCredential('renewPlatform')),
    ),
  ];
  return { credentials, warnings: warnings.filter((warning) => warning !== undefined), close };
}

/**
 * The APIv3 key as bytes. It decrypts notifications and downloaded certificates; nothing else needs it, so that a
 * missing or wrong one is noticed only here.
 * @throws {ConfigError} `MISSING_APIV3_KEY`, `UNSET_VARIABLE`, `BAD_APIV3_KEY` (the length found, never the value)
 */
export function loadApiv3Key(settings: Settings): Buffer {
  const setting = find(settings, 'apiv3Key');
  if (setting) return parseApiv3Key(setting.value, describeSource(setting.source));
  throw new ConfigError(sayCredential('missing', verbatim('apiv3Key'), placesLooked(settings)), {
    code: 'MISSING_APIV3_KEY',
    hint: sayCredential('apiv3KeyHint', SETTINGS.apiv3Key.env),
  });
}
