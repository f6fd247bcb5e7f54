import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Merchant, SigningPair } from './merchant.js';

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
  /** The key that the client verifies with: the public key, or the platform certificate. */
  verifyWith: SigningPair;
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
    certs: { [verifyWith.id]: path(verifyWith.file) },
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
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, '.wechatpayrc.json');
  const draft = `${path}.draft`;
  await writeFile(draft, `${JSON.stringify(sandboxConfig(facts, folder), null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
  return {
    path,
    remove: async () => {
      await rm(path, { force: true });
      // Whatever else somebody has put beside it stays.
      await rmdir(folder).catch(() => {});
    },
  };
}
