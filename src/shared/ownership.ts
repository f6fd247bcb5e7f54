import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { sayFile } from '../texts/files.js';
import type { Text } from './text.js';

/** The user of this process; `undefined` on Windows, which has no user ids. */
function currentUser(): number | undefined {
  return process.geteuid?.();
}

/**
 * Whether an owner's files are as good as our own: ourselves, or root, who can change everything anyway. Windows has no
 * user ids: there everybody is.
 * @param uid owner of a file
 * @param me the user of this process
 */
export function isTrustedOwner(uid: number, me: number | undefined = currentUser()): boolean {
  return me === undefined || uid === me || uid === 0;
}

const STICKY = 0o1000;

const octal = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0');

/** Who may write, besides the owner. A group of the owner alone, which has the same number by convention, is not others. */
const othersWrite = ({ mode, uid, gid }: Stats): boolean => {
  const privateGroup = uid !== 0 && uid === gid;
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && !privateGroup);
};

const isOwner = (uid: number, sudoUid: string | undefined): boolean =>
  isTrustedOwner(uid) || (currentUser() === 0 && sudoUid === String(uid));

/** The path as it was found and, when it is a link, where it leads. */
const bothPaths = (path: string): string[] => [...new Set([path, realpathSync.native(path)])];

/** What lets others than its owner change a file, in one phrase; `undefined` when nothing does. Windows has no such bits. */
export function othersMayWrite(path: string): Text | undefined {
  if (currentUser() === undefined) return undefined;
  const file = statSync(path);
  // A pipe that the shell has opened for us has no place in a folder.
  if (!file.isFile()) return undefined;
  if (othersWrite(file)) return sayFile('othersWrite', octal(file.mode));
  for (const each of bothPaths(path)) {
    const folder = statSync(dirname(each));
    if (othersWrite(folder) && (folder.mode & STICKY) === 0) {
      return sayFile('othersReplace', dirname(each), octal(folder.mode));
    }
  }
  return undefined;
}

/**
 * What makes a file one that somebody else decides about, in one phrase; `undefined` when it is our own, in a folder of
 * our own. As git's `safe.directory` has it: it must belong to the user who runs wxpay, also when that is root; under
 * sudo the user who called it counts, too. What root owns is everybody's to trust.
 * @param sudoUid the variable `SUDO_UID`
 */
export function notOurOwn(path: string, sudoUid: string | undefined): Text | undefined {
  if (currentUser() === undefined) return undefined;
  for (const each of bothPaths(path)) {
    const { uid } = lstatSync(each);
    if (!isOwner(uid, sudoUid)) return sayFile('notOurs', uid);
    const folder = statSync(dirname(each));
    if (!isOwner(folder.uid, sudoUid)) return sayFile('folderNotOurs', dirname(each), folder.uid);
  }
  return othersMayWrite(path);
}
