import { ConfigError } from '../errors.js';
import { nearestName } from '../nearest.js';
import type { LookUp } from './expand.js';
import type { Layer, LayerValues } from './layers.js';

/** Environment variables as `process.env` has them. */
export type Env = Readonly<Record<string, string | undefined>>;

const PREFIX = 'WECHATPAY_';

/** Every environment variable of wxpay, by what it sets. Help and documentation are made of this table. */
export const ENVIRONMENT = {
  configFile: 'WECHATPAY_CONFIG',
  profile: 'WECHATPAY_PROFILE',
  mchid: 'WECHATPAY_MCHID',
  serial: 'WECHATPAY_SERIAL',
  certificate: 'WECHATPAY_CERTIFICATE',
  privateKey: 'WECHATPAY_PRIVATE_KEY',
  privateKeyPassphrase: 'WECHATPAY_PRIVATE_KEY_PASSPHRASE',
  publicKey: 'WECHATPAY_PUBLIC_KEY',
  publicKeyId: 'WECHATPAY_PUBLIC_KEY_ID',
  apiv3Key: 'WECHATPAY_APIV3_KEY',
  notifyUrl: 'WECHATPAY_NOTIFY_URL',
  serviceId: 'WECHATPAY_SERVICE_ID',
  baseUrl: 'WECHATPAY_BASE_URL',
  backupBaseUrl: 'WECHATPAY_BACKUP_BASE_URL',
  output: 'WECHATPAY_OUTPUT',
  lang: 'WECHATPAY_LANG',
  sandboxDir: 'WECHATPAY_SANDBOX_DIR',
} as const;

const TEXT_KEYS = [
  'mchid',
  'serial',
  'certificate',
  'privateKey',
  'privateKeyPassphrase',
  'apiv3Key',
  'notifyUrl',
  'serviceId',
  'baseUrl',
  'backupBaseUrl',
  'output',
  'lang',
] as const;

/** Looks up variables; an empty or blank one counts as unset, as CI systems leave them. */
export function createLookUp(env: Env): LookUp {
  return (name) => {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    return value?.trim() ? value : undefined;
  };
}

const isTextKey = (key: string): key is (typeof TEXT_KEYS)[number] => TEXT_KEYS.some((known) => known === key);

/**
 * The values that environment variables set. `WECHATPAY_PUBLIC_KEY` with `WECHATPAY_PUBLIC_KEY_ID` stands for the whole
 * of `certs`.
 * @throws {ConfigError} `PUBLIC_KEY_INCOMPLETE` when only one of these two is set
 */
export function environmentLayer(lookUp: LookUp): Layer {
  const values: LayerValues = {};
  for (const key of TEXT_KEYS) {
    const value = lookUp(ENVIRONMENT[key]);
    if (value !== undefined) values[key] = value;
  }
  const publicKey = lookUp(ENVIRONMENT.publicKey);
  const id = lookUp(ENVIRONMENT.publicKeyId);
  if ((publicKey === undefined) !== (id === undefined)) {
    const [given, missing] =
      id === undefined
        ? [ENVIRONMENT.publicKey, ENVIRONMENT.publicKeyId]
        : [ENVIRONMENT.publicKeyId, ENVIRONMENT.publicKey];
    throw new ConfigError(`${given} is set, but ${missing} is not`, {
      code: 'PUBLIC_KEY_INCOMPLETE',
      hint: 'The key and its id (PUB_KEY_ID_…) belong together; both are shown in the merchant platform: Account Center → API Security → 微信支付公钥.',
    });
  }
  if (publicKey !== undefined && id !== undefined) values.certs = { [id]: publicKey };
  return {
    values,
    sourceOf: (key) => ({ kind: 'environment', name: isTextKey(key) ? ENVIRONMENT[key] : ENVIRONMENT.publicKey }),
  };
}

/**
 * Warnings about variables that are probably typed wrong: `WECHATPAY_MCH_ID`. One that a configuration file refers to
 * as `${NAME}` is meant as it is.
 */
export function misspeltVariables(env: Env, referenced: ReadonlySet<string>): string[] {
  const known: readonly string[] = Object.values(ENVIRONMENT);
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && !known.includes(name) && !referenced.has(name) && env[name],
  );
  if (unknown.length === 0) return [];
  const endings = known.map((name) => name.slice(PREFIX.length));
  return unknown.flatMap((name) => {
    const near = nearestName(name.slice(PREFIX.length), endings);
    return near === undefined ? [] : [`the environment variable ${name} has no effect; did you mean ${PREFIX}${near}?`];
  });
}
