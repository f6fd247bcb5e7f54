import type { Text } from '../../shared/text.js';

/** What something in a folder is. */
export type FileKind = 'file' | 'folder' | 'pipe' | 'socket' | 'device';

const kinds: Readonly<Record<FileKind, string>> = {
  file: 'a file',
  folder: 'a folder',
  pipe: 'a pipe',
  socket: 'a socket',
  device: 'a device',
};

/** Files, folders and addresses of this machine. */
export const files = {
  notAFile: (found: FileKind) => `expected a file, found ${kinds[found]}`,
  tooLarge: (limit: number) => `it has more than ${limit} bytes`,
  silentPipe: () => 'it is a pipe into which no program writes',
  missing: () => 'it does not exist',
  denied: () => 'no permission',
  circle: () => 'its symbolic links lead in a circle',
  unreadable: () => 'unknown reason',
  linkOfOther: (uid: number) =>
    `the symbolic link belongs to another user (uid ${uid}), who could read or change what is written`,
  fileOfOther: (uid: number) => `it belongs to another user (uid ${uid}), who could read or change what is written`,
  othersWrite: (mode: string) => `other users may write it (mode ${mode})`,
  othersReplace: (folder: string, mode: string) =>
    `other users may replace it, because they may write its folder ${folder} (mode ${mode})`,
  notOurs: (uid: number) => `it belongs to another user (uid ${uid})`,
  folderNotOurs: (folder: string, uid: number) => `its folder ${folder} belongs to another user (uid ${uid})`,
  portInUse: (port: number, host: string) => `port ${port} of ${host} is in use`,
  portDenied: (port: number, host: string) => `this user may not listen on port ${port} of ${host}`,
  notThisMachine: (host: string, suggestion: Text) => `${host} is not an address of this machine.${suggestion.en}`,
  cannotListen: (port: number, host: string, reason: Text) => `cannot listen on port ${port} of ${host}: ${reason.en}`,
  otherPort: () => 'Name another port; 0 takes a free one.',
  addresses: (own: string) => `Addresses of this machine: ${own}.`,
};
