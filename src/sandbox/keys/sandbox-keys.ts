import { join } from 'node:path';
import type { Random } from './data-file.js';
import { exists } from './folder-once.js';
import { type Merchant, openMerchant, type SigningPair } from './merchant.js';
import { findPlatform, makePlatform, type Platform } from './platform.js';

/** Which kind of key responses are verified with: the WeChat Pay public key, or the older platform certificate. */
export type SandboxMode = 'publickey' | 'certificate';

/** All keys of a data directory. */
export interface Keys {
  merchant: Merchant;
  /** The platform certificate; made in certificate mode, and from then on a signer in either mode. */
  platform: Platform | undefined;
  /** The key that clients of this mode verify with: the public key, or the platform certificate. */
  verifyWith: SigningPair;
}

const KEYS = 'keys';

/** Whether a sandbox has made its keys in a data directory. */
export async function hasKeys(dataDir: string): Promise<boolean> {
  return exists(join(dataDir, KEYS, 'identity.json'));
}

/**
 * The keys in a data directory; those that are missing are made.
 * @param now milliseconds since 1970
 * @throws {ConfigError} `BAD_SANDBOX_DATA` or `BAD_KEY` for files that are damaged
 */
export async function openKeys(
  dataDir: string,
  mode: SandboxMode | undefined,
  now: number,
  random: Random,
): Promise<Keys> {
  const folder = join(dataDir, 'platform');
  const certified = mode === 'certificate';
  const [merchant] = await Promise.all([
    openMerchant(join(dataDir, KEYS), now, random),
    certified && makePlatform(folder, now, random),
  ]);
  const platform = await findPlatform(folder);
  return { merchant, platform, verifyWith: (certified && platform) || merchant.publicKey };
}
