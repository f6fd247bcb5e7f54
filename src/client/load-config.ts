import { KeyObject } from 'node:crypto';
import { homedir } from 'node:os';
import { cwd, env } from 'node:process';
import { createSecret, type Secret } from '../apiv3/secret.js';
import { loadCa } from '../config/ca-file.js';
import { givenKey, loadApiv3Key, loadCredentials } from '../config/credentials.js';
import { loadSettings, type Settings } from '../config/settings.js';
import type { Text } from '../shared/text.js';
import { sayCall } from '../texts/calls.js';
import { type Check, checkOptions, text } from './check-options.js';
import type { ClientOptions } from './client-options.js';

/** Where to look for the configuration; by default as the command does. */
export interface LoadConfigOptions {
  /** Name of a profile. */
  profile?: string;
  /** A configuration file, instead of searching for one. */
  config?: string;
  cwd?: string;
  home?: string;
  env?: Readonly<Record<string, string | undefined>>;
  /** Called with each warning, in English: a key file that others may read, a certificate that expires soon. */
  onWarning?: (warning: string) => void;
}

/** Options for `createClient` as configured, and the defaults for new orders. */
export interface LoadedConfig extends ClientOptions {
  /** Read when it is first needed: one that is missing or wrong does not keep an order from being made. */
  apiv3Key: Secret | undefined;
  notifyUrl: string | undefined;
  serviceId: string | undefined;
}

const isObject = (value: unknown): Text | undefined =>
  typeof value === 'object' && value !== null ? undefined : sayCall('object');

const CHECKS: Readonly<Record<keyof LoadConfigOptions, Check>> = {
  profile: text(),
  config: text(),
  cwd: text(),
  home: text(),
  env: isObject,
  onWarning: (value) => (typeof value === 'function' ? undefined : sayCall('function')),
};

const certificateOf = (settings: Settings): ClientOptions['certificate'] => {
  const material = givenKey(settings, 'certificate')?.material;
  return material instanceof KeyObject ? undefined : material;
};

/**
 * Finds and reads the configuration files and the environment as the command does, and answers options for
 * `createClient`. Printing them shows no secret.
 * @throws {ConfigError} naming file and key of what is missing or cannot be used
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  checkOptions('loadConfig', options, CHECKS);
  const settings = await loadSettings({
    cwd: options.cwd ?? cwd(),
    home: options.home ?? homedir(),
    env: options.env ?? env,
    configFile: options.config,
    profile: options.profile,
    names: { configFile: 'loadConfig: config', profile: 'loadConfig: profile' },
  });
  const { credentials, warnings } = await loadCredentials(settings, Date.now());
  for (const warning of [...settings.warnings, ...warnings]) options.onWarning?.(warning.en);
  const { mchid, serial, privateKey, sign, keyRing } = credentials;
  const { baseUrl, backupBaseUrl, proxy, timeout, retries, lang, notifyUrl, serviceId, apiv3Key } = settings.values;
  return {
    mchid,
    serial,
    privateKey,
    // A program that signs ends with this process, whose end it sees on its stdin.
    ...(sign && { sign, certificate: certificateOf(settings) }),
    certs: keyRing,
    baseUrl,
    backupBaseUrl,
    proxy,
    ca: loadCa(settings),
    timeout,
    retries,
    language: lang,
    apiv3Key: apiv3Key === undefined ? undefined : createSecret(() => loadApiv3Key(settings)),
    notifyUrl,
    serviceId,
  };
}
