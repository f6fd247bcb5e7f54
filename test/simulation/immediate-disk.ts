import fs, { type PathLike } from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { Readable } from 'node:stream';

/** A file that is open, as far as wxpay uses one. */
const handleOf = (fd: number) => ({
  fd,
  stat: async (options?: { bigint?: boolean }) => fs.fstatSync(fd, options),
  write: async (bytes: Uint8Array) => ({ bytesWritten: fs.writeSync(fd, bytes) }),
  writeFile: async (content: string | Uint8Array) => fs.writeFileSync(fd, content),
  appendFile: async (content: string | Uint8Array) => fs.appendFileSync(fd, content),
  truncate: async (length?: number) => fs.ftruncateSync(fd, length),
  // Nobody cuts the power: what is lost of a file is decided by the sequence.
  sync: async () => {},
  datasync: async () => {},
  close: async () => fs.closeSync(fd),
});

const readAll = (path: PathLike, fd: number | undefined): Buffer => {
  if (fd === undefined) return fs.readFileSync(path);
  try {
    return fs.readFileSync(fd);
  } finally {
    fs.closeSync(fd);
  }
};

/**
 * Has the disk respond at once. Node would ask it in threads of its own, whose results come whenever they come: then no
 * sequence would run the same way twice.
 */
export function useImmediateDisk(): void {
  const { copyFileSync, linkSync, lstatSync, readFileSync, renameSync, rmSync, statSync, truncateSync } = fs;
  Object.assign(fsPromises, {
    copyFile: async (...args: Parameters<typeof copyFileSync>) => copyFileSync(...args),
    link: async (...args: Parameters<typeof linkSync>) => linkSync(...args),
    lstat: async (...args: Parameters<typeof lstatSync>) => lstatSync(...args),
    open: async (...args: Parameters<typeof fs.openSync>) => handleOf(fs.openSync(...args)),
    readFile: async (...args: Parameters<typeof readFileSync>) => readFileSync(...args),
    rename: async (...args: Parameters<typeof renameSync>) => renameSync(...args),
    rm: async (...args: Parameters<typeof rmSync>) => rmSync(...args),
    stat: async (...args: Parameters<typeof statSync>) => statSync(...args),
    truncate: async (...args: Parameters<typeof truncateSync>) => truncateSync(...args),
  });
  Object.assign(fs, {
    createReadStream: (path: PathLike, { fd }: { fd?: number } = {}) => {
      const read = async function* () {
        yield readAll(path, fd);
      };
      return Readable.from(read());
    },
  });
  syncBuiltinESMExports();
}
