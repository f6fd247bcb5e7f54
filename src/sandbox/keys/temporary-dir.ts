import { lstat, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning, OWN_PID } from '../../shared/own-process.js';
import { isTrustedOwner } from '../../shared/ownership.js';

/** `wxpay-sandbox-<process>-XXXXXX`. */
const NAME = /^wxpay-sandbox-(\d{1,10})-[0-9A-Za-z]{6}$/;

/** How often a sandbox touches its folder, in milliseconds. */
const TOUCH_MS = 600_000;

/** A folder that nobody has touched for this long, in milliseconds, was left behind. */
const ABANDONED_MS = 3_600_000;

/** A folder that goes with the sandbox. */
export interface TemporaryDir {
  path: string;
  dispose(): Promise<void>;
}

const removeIfAbandoned = async (path: string, pid: number): Promise<void> => {
  if (isRunning(pid)) return;
  const { uid, mtimeMs } = await lstat(path);
  // A process of another container is not seen, but its touch is. And what belongs to others is left alone.
  if (Date.now() - mtimeMs < ABANDONED_MS || !isTrustedOwner(uid)) return;
  await rm(path, { recursive: true, force: true });
};

/** Removes what sandboxes that were killed (SIGKILL, a power failure) have left: their keys, which nobody can need. */
const removeAbandoned = async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid !== undefined) await removeIfAbandoned(join(tmpdir(), name), Number(pid)).catch(() => {});
  }
};

/** Makes a temporary folder (0700), and removes those of sandboxes that could not do so at their end. */
export async function makeTemporaryDir(): Promise<TemporaryDir> {
  const path = await mkdtemp(join(tmpdir(), `wxpay-sandbox-${OWN_PID}-`));
  const timer = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => {});
  }, TOUCH_MS).unref();
  const removing = removeAbandoned().catch(() => {});
  return {
    path,
    dispose: async () => {
      clearInterval(timer);
      await removing;
      await rm(path, { recursive: true, force: true });
    },
  };
}
