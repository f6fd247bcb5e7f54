import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../../errors.js';
import { shellQuote } from '../../shared/shell-quote.js';
import { systemCode } from '../../shared/system-code.js';
import { saySandbox } from '../../texts/sandbox.js';

/** A lock this old, in milliseconds, was left by a process that was killed: the work under it takes milliseconds. */
const STALE_MS = 10_000;

const PAUSE_MS = 10;

const tryLock = async (file: string): Promise<boolean> => {
  try {
    const lock = await open(file, 'wx', 0o600);
    await lock.close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
};

const isStale = async (file: string): Promise<boolean> => {
  try {
    return Date.now() - (await stat(file)).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
};

/**
 * Removes a lock that a killed process has left. Only one process at a time may do so, and it looks once more: another
 * may have removed the lock in the meantime, and what is there now may be the lock of a third.
 */
const removeStale = async (file: string): Promise<void> => {
  const turn = `${file}.stale`;
  if (!(await tryLock(turn))) {
    if (await isStale(turn)) {
      throw new ConfigError(saySandbox('staleLocks', file, turn), {
        code: 'BAD_SANDBOX_DATA',
        hint: saySandbox('staleLocksHint', `rm ${shellQuote(file)} ${shellQuote(turn)}`),
      });
    }
    return;
  }
  try {
    if (await isStale(file)) await rm(file, { force: true });
  } finally {
    await rm(turn, { force: true });
  }
};

/**
 * Does short work while no other process does work under the same lock file, which is waited for.
 * @throws the error of the file system when the lock file cannot be made, or an error that names the files to delete
 */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await tryLock(file))) {
    if (await isStale(file)) await removeStale(file);
    await delay(PAUSE_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
