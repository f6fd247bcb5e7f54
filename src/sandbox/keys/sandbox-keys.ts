import { join } from 'node:path';
import type { Random } from './data-file.js';
import { exists } from './folder-once.js';
import { type Merchant, openMerchant, type SigningPair } from './merchant.js';
import { findPlatform, makePlatform, type Platform } from './platform.js';

/** Which kind of key responses are verified with: the WeChat Pay public key, or the older platform certificate. */
export type SandboxMode = 'publickey' | 'certificate';

/**
 * Where a merchant is on the way from the platform certificate to the public key: `off` is not on the way, `closed` has
 * not opened the switch, and a number is the percentage of notifications that are signed by the public key.
 */
export type KeySwitch = 'off' | 'closed' | number;

/** All keys of a data directory. */
export interface Keys {
  merchant: Merchant;
  /** The platform certificate; made in certificate mode, and from then on a signer in either mode. */
  platform: Platform | undefined;
  /** The keys that clients verify with: the public key, the platform certificate, or, on the way, both. */
  verifyWith: readonly [SigningPair, ...SigningPair[]];
  /** The keys that responses may be signed with; the first is the one for clients that name none of them. */
  signers: readonly [SigningPair, ...SigningPair[]];
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
  keySwitch: KeySwitch = 'off',
): Promise<Keys> {
  const folder = join(dataDir, 'platform');
  const certified = mode === 'certificate' || keySwitch !== 'off';
  const [merchant] = await Promise.all([
    openMerchant(join(dataDir, KEYS), now, random),
    certified && makePlatform(folder, now, random),
  ]);
  const platform = await findPlatform(folder);
  const { publicKey } = merchant;
  if (platform && keySwitch !== 'off') {
    const signers = keySwitch === 'closed' ? ([platform] as const) : ([platform, publicKey] as const);
    return { merchant, platform, verifyWith: [publicKey, platform], signers };
  }
  const own = (certified && platform) || publicKey;
  return { merchant, platform, verifyWith: [own], signers: [own, publicKey, ...(platform ? [platform] : [])] };
}
