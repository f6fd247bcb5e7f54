import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createRandom, newRsaPair } from '../../src/sandbox/keys/data-file.js';
import { openKeys } from '../../src/sandbox/keys/sandbox-keys.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data directory with the keys of a sandbox in it, for copies. */
    readyKeys: string;
    /** `XDG_CACHE_HOME` of the commands under test: what one has compiled, the next has not to compile again. */
    compiledCode: string;
    /** Pairs of RSA keys with 2048 bits, as PEM. */
    keyPairs: { privateKey: string; publicKey: string }[];
  }
}

const KEY_PAIRS = 6;

/** Makes what every test file would have to make for itself, once for the whole run. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'wxpay-suite-'));
  const readyKeys = join(folder, 'ready-keys');
  const compiledCode = join(folder, 'cache');
  await Promise.all([mkdir(readyKeys), mkdir(compiledCode)]);
  await openKeys(readyKeys, undefined, Date.now(), createRandom());
  const pairs = await Promise.all(Array.from({ length: KEY_PAIRS }, newRsaPair));
  provide(
    'keyPairs',
    pairs.map(({ privatePem, publicPem }) => ({ privateKey: privatePem, publicKey: publicPem })),
  );
  provide('readyKeys', readyKeys);
  provide('compiledCode', compiledCode);
  return () => rm(folder, { recursive: true, force: true });
}
