import { isPublicKeyId, normalizeKeyId, PUBLIC_KEY_ID_PREFIX } from '../apiv3/serial.js';
import { ConfigError } from '../errors.js';
import { suggestName } from '../shared/suggest.js';
import type { Text } from '../shared/text.js';
import { sayKey } from '../texts/keys.js';
import { saySetting } from '../texts/settings.js';
import type { LookUp } from './expand.js';
import type { Layer } from './layers.js';
import { checkCommand, readNumber } from './setting.js';
import {
  COMMAND_KEYS,
  type LayerValues,
  NUMBER_KEYS,
  SETTING_NAMES,
  SETTINGS,
  settingOf,
  TEXT_KEYS,
  type ValueKey,
} from './settings-table.js';

/** Environment variables as `process.env` has them. */
export type Env = Readonly<Record<string, string | undefined>>;

const PREFIX = 'WECHATPAY_';

/** Looks up variables; an empty or blank one counts as unset, as CI systems leave them. */
export function createLookUp(env: Env): LookUp {
  return (name) => {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    return value?.trim() ? value : undefined;
  };
}

const PUBLIC_KEY = SETTINGS.publicKey.env;
const PUBLIC_KEY_ID = SETTINGS.publicKeyId.env;

/** The WeChat Pay public key by its id; `undefined` when neither is set. */
const publicKeyOf = (lookUp: LookUp): Record<string, string> | undefined => {
  const publicKey = lookUp(PUBLIC_KEY);
  const id = lookUp(PUBLIC_KEY_ID);
  if (publicKey === undefined && id === undefined) return undefined;
  if (publicKey === undefined || id === undefined) {
    const [given, missing] = id === undefined ? [PUBLIC_KEY, PUBLIC_KEY_ID] : [PUBLIC_KEY_ID, PUBLIC_KEY];
    throw new ConfigError(saySetting('halfPublicKey', given, missing), {
      code: 'PUBLIC_KEY_INCOMPLETE',
      hint: saySetting('halfPublicKeyHint'),
    });
  }
  if (!isPublicKeyId(id) && isPublicKeyId(id.trim().toUpperCase())) {
    throw new ConfigError(sayKey('keyId', PUBLIC_KEY_ID, PUBLIC_KEY_ID_PREFIX), {
      code: 'BAD_SERIAL',
      hint: sayKey('keyIdHint'),
    });
  }
  return { [normalizeKeyId(id, PUBLIC_KEY_ID)]: publicKey };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A program and its arguments, one text each: a single text would need the rules of some shell to be taken apart. */
const commandOf = (text: string, name: string): string[] => {
  const value = parseJson(text);
  if (Array.isArray(value) && checkCommand(value) === undefined) return value.map(String);
  throw new ConfigError(saySetting('commandJson', name), {
    code: 'CONFIG_INVALID',
    hint: saySetting('commandJsonHint', `export ${name}='["node", "/opt/wxpay/sign.mjs"]'`),
  });
};

/**
 * The values that environment variables set; one that is not a number is `NaN`, which is refused where it is used.
 * `WECHATPAY_PUBLIC_KEY` with `WECHATPAY_PUBLIC_KEY_ID` stands for the whole of `certs`.
 * @throws {ConfigError} `PUBLIC_KEY_INCOMPLETE` when only one of these two is set, `BAD_SERIAL` for a bad id,
 * `CONFIG_INVALID` for a command that is none
 */
export function environmentLayer(lookUp: LookUp): Layer {
  const values: LayerValues = {};
  const variable = (name: ValueKey): string | undefined => {
    const { env } = settingOf(name);
    return env === undefined ? undefined : lookUp(env);
  };
  for (const name of TEXT_KEYS) {
    const value = variable(name);
    if (value !== undefined) values[name] = value;
  }
  for (const name of NUMBER_KEYS) {
    const value = variable(name);
    if (value !== undefined) values[name] = readNumber(value);
  }
  for (const name of COMMAND_KEYS) {
    const value = variable(name);
    if (value !== undefined) values[name] = commandOf(value, settingOf(name).env ?? name);
  }
  const certs = publicKeyOf(lookUp);
  if (certs !== undefined) values.certs = certs;
  return { values, sourceOf: (name) => ({ kind: 'environment', name: settingOf(name).env ?? PUBLIC_KEY }) };
}

/**
 * Warnings about variables that are probably typed wrong: `WECHATPAY_MCH_ID`. One that a configuration file refers to
 * as `${NAME}` is meant as it is.
 */
export function misspeltVariables(env: Env, referenced: ReadonlySet<string>): Text[] {
  const known = SETTING_NAMES.flatMap((name) => settingOf(name).env ?? []);
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && !known.includes(name) && !referenced.has(name) && env[name],
  );
  if (unknown.length === 0) return [];
  const endings = known.map((name) => name.slice(PREFIX.length));
  return unknown.flatMap((name) => {
    const near = suggestName(name.slice(PREFIX.length), endings);
    return near === undefined ? [] : [saySetting('noEffect', name, `${PREFIX}${near}`)];
  });
}
