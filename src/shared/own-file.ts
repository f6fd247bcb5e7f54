import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { sayFile } from '../texts/files.js';
import { ReasonError } from './message-of.js';
import { isTrustedOwner } from './ownership.js';
import { systemCode } from './system-code.js';
import type { Text } from './text.js';

const requireTrusted = (uid: number, otherwise: Text): void => {
  if (!isTrustedOwner(uid)) throw new ReasonError(otherwise);
};

/** Whether the name is a symbolic link; nothing is followed. */
const isLink = async (file: string): Promise<boolean> => {
  try {
    const entry = await lstat(file);
    if (entry.isSymbolicLink()) requireTrusted(entry.uid, sayFile('linkOfOther', entry.uid));
    return entry.isSymbolicLink();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
};

/**
 * Opens a file of the user for writing, made (0600) if it is missing. In a shared folder another user may have put a
 * file or a link of that name there: neither is opened. A link of the user's own is followed. With `append` every write
 * goes to the end, else to the beginning; nothing is cut off.
 * @throws the error of the file system, or a `ReasonError` that says whose the file is
 */
export async function openOwnFile(file: string, { append }: { append: boolean }): Promise<FileHandle> {
  // Windows knows neither such links nor the flag.
  const noFollow = (await isLink(file)) ? 0 : (constants.O_NOFOLLOW ?? 0);
  const flags = constants.O_WRONLY | constants.O_CREAT | noFollow | (append ? constants.O_APPEND : 0);
  const handle = await open(file, flags, 0o600);
  try {
    const { uid } = await handle.stat();
    requireTrusted(uid, sayFile('fileOfOther', uid));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
