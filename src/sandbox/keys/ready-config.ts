import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import * as z from 'zod/mini';
import { isPublicKeyId } from '../../apiv3/serial.js';
import { makeFolder } from '../../shared/make-folder.js';
import { replaceFile } from '../../shared/write-file.js';
import type { Merchant, SigningPair } from './merchant.js';
import type { SandboxMode } from './sandbox-keys.js';

/** A ready configuration for the client, with the keys of its configuration file. */
export interface SandboxConfig {
  /** Marks credentials that must never leave this machine. */
  sandbox: true;
  mchid: string;
  serial: string;
  /** Path of the merchant's private key. */
  privateKey: string;
  /** Id of the verifying key → path of its file. */
  certs: Record<string, string>;
  apiv3Key: string;
  insurance: { notifyUrl: string };
  baseUrl: string;
}

/** What a configuration is made of. */
export interface ConfigFacts {
  merchant: Merchant;
  /** The keys that the client verifies with. */
  verifyWith: readonly SigningPair[];
  /** Base URL of the server. */
  url: string;
}

/**
 * The configuration of a client of this sandbox.
 * @param from a folder that the paths shall be relative to; absolute paths without it
 */
export function sandboxConfig({ merchant, verifyWith, url }: ConfigFacts, from?: string): SandboxConfig {
  // Forward slashes work everywhere, backslashes do not.
  const path = (file: string) => (from === undefined ? file : relative(from, file).split(sep).join('/'));
  return {
    sandbox: true,
    mchid: merchant.mchid,
    serial: merchant.serial,
    privateKey: path(merchant.privateKeyFile),
    certs: Object.fromEntries(verifyWith.map(({ id, file }) => [id, path(file)])),
    apiv3Key: merchant.apiv3Key,
    insurance: { notifyUrl: 'https://merchant.invalid/wechatpay/notify' },
    baseUrl: url,
  };
}

/** A configuration file on disk. */
export interface ConfigFile {
  path: string;
  remove(): Promise<void>;
}

/**
 * Writes `<data directory>/<host>-<port>/.wechatpayrc.json` (0600). The folder is named after the address because no two
 * servers can have the same: a second one over the same data does not overwrite the first one's file, nor remove it.
 */
export async function writeConfigFile(dataDir: string, facts: ConfigFacts): Promise<ConfigFile> {
  const folder = join(dataDir, new URL(facts.url).host.replace(/[^0-9A-Za-z.]+/g, '-'));
  await makeFolder(folder, 0o700);
  const path = join(folder, '.wechatpayrc.json');
  await replaceFile(path, `${JSON.stringify(sandboxConfig(facts, folder), null, 2)}\n`, { mode: 0o600 });
  return {
    path,
    remove: async () => {
      await rm(path, { force: true });
      // Whatever else somebody has put beside it stays.
      await rmdir(folder).catch(() => {});
    },
  };
}

const readyConfig = z.object({
  sandbox: z.literal(true),
  privateKey: z.string(),
  certs: z.record(z.string(), z.string()),
});

/** Where the keys behind a ready configuration are, and which of them its clients verify with. */
export interface ConfiguredKeys {
  dataDir: string;
  mode: SandboxMode;
}

/** The keys behind a ready configuration; `undefined` for any other file, and for none. */
export async function findConfiguredKeys(file: string): Promise<ConfiguredKeys | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const { privateKey, certs } = z.parse(readyConfig, value);
    const dataDir = dirname(dirname(resolve(dirname(file), privateKey)));
    return { dataDir, mode: Object.keys(certs).some(isPublicKeyId) ? 'publickey' : 'certificate' };
  } catch {
    return undefined;
  }
}
