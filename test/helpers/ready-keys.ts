import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Makes a data directory with the keys of a sandbox in it: to make a pair takes as long as starting two processes. */
export async function makeDataDirWithKeys(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await cp(join(inject('readyKeys'), 'keys'), join(dataDir, 'keys'), { recursive: true });
}
