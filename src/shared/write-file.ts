import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemCode } from './system-code.js';

/** How a file is written. */
export interface WriteOptions {
  /** Permissions, from which the umask is taken. */
  mode: number;
  /** Whether the content must survive a power cut before the call resolves. */
  flush?: boolean;
}

const syncFolder = async (folder: string): Promise<void> => {
  try {
    const handle = await open(folder);
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows cannot open a folder, and some network file systems cannot flush one: the file itself is flushed.
  }
};

/**
 * Writes a new file beside the target and hands it to `place`. The name is random and the creation exclusive, so that
 * neither a link nor a file that somebody has put there is written to.
 */
const placeFile = async <T>(
  file: string,
  content: string | Uint8Array,
  { mode, flush = false }: WriteOptions,
  place: (draft: string) => Promise<T>,
): Promise<T> => {
  // Not made from the target's name: that may already be as long as a name can be.
  const draft = join(dirname(file), `.wxpay-${randomBytes(8).toString('hex')}.draft`);
  const handle = await open(draft, 'wx', mode);
  try {
    try {
      await handle.writeFile(content);
      if (flush) await handle.sync();
    } finally {
      await handle.close();
    }
    const result = await place(draft);
    if (flush) await syncFolder(dirname(file));
    return result;
  } finally {
    await rm(draft, { force: true });
  }
};

/**
 * Writes a file whole or not at all, in place of one that exists. A symbolic link of that name is replaced, not followed.
 * @throws the error of the file system
 */
export async function replaceFile(file: string, content: string | Uint8Array, options: WriteOptions): Promise<void> {
  await placeFile(file, content, options, (draft) => rename(draft, file));
}

/**
 * Writes a file whole or not at all, unless anything of that name exists.
 * @returns whether it was written; false when the name is taken
 * @throws the error of the file system
 */
export async function addFile(file: string, content: string | Uint8Array, options: WriteOptions): Promise<boolean> {
  return placeFile(file, content, options, async (draft) => {
    try {
      // Unlike a rename, a link never replaces what exists.
      await link(draft, file);
      return true;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      return false;
    }
  });
}
