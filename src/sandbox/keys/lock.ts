import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { systemCode } from '../../shared/system-code.js';

/** A lock this old, in milliseconds, was left by a process that was killed: the work under it takes milliseconds. */
const STALE_MS = 10_000;

const PAUSE_MS = 10;

const isStale = async (file: string): Promise<boolean> => {
  try {
    return Date.now() - (await stat(file)).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
};

/**
 * Does short work while no other process does work under the same lock file, which is waited for.
 * @throws the error of the file system when the lock file cannot be made
 */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      const lock = await open(file, 'wx', 0o600);
      await lock.close();
      break;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      if (await isStale(file)) await rm(file, { force: true });
      else await delay(PAUSE_MS);
    }
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
