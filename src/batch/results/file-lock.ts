import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { createServer } from 'node:net';
import { platform } from 'node:os';
import { systemCode } from '../../shared/system-code.js';

/** Names that the kernel holds for a process and drops with it, however it ends. */
const PREFIX: Partial<Record<NodeJS.Platform, string>> = {
  linux: '\0wxpay-results-',
  win32: '\\\\.\\pipe\\wxpay-results-',
};

/**
 * Takes the right to be the only process of this machine (in a container: of its network) that works with an open file.
 * There is no file to be left behind: after `kill -9` the next run has the lock at once. Where the system has no such
 * names (macOS), or does not grant one, there is no lock: it spares requests, while numbers keep orders single.
 * @returns the function that gives it back; `undefined` when another process has it
 */
export async function lockFile(handle: FileHandle): Promise<(() => void) | undefined> {
  const prefix = PREFIX[platform()];
  if (prefix === undefined) return () => {};
  const { dev, ino } = await handle.stat({ bigint: true });
  const server = createServer((socket) => socket.destroy());
  server.unref();
  server.listen(`${prefix}${dev}-${ino}`);
  const refusal = await once(server, 'listening').then(
    () => undefined,
    (error: unknown) => error,
  );
  if (systemCode(refusal) === 'EADDRINUSE') return undefined;
  return () => server.close();
}
