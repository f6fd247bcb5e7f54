import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { sayFile } from '../texts/files.js';
import { type FileProblem, fail, kindOf, NONBLOCKING, SHELL_PIPE, systemProblem } from './read-file.js';
import { systemCode } from './system-code.js';

/** An input that can be read, or the problem with it. */
export type InputResult =
  | { ok: true; stream: Readable /** In bytes; `undefined` for a pipe. */; size: number | undefined }
  | { ok: false; problem: FileProblem };

/** How long another program may take to begin to write into a pipe. */
const PIPE_WAIT_MS = 800;

/** Whether a path, or `-`, stands for stdin. */
export function isStdin(path: string): boolean {
  return path === '-' || /^\/(?:dev\/stdin|(?:dev|proc\/self)\/fd\/0)$/.test(path);
}

/** What a pipe has to give first: nothing yet while its writer is busy; `undefined` without any writer. */
const firstOfPipe = async (file: number, waitMs: number): Promise<Buffer | undefined> => {
  const bytes = Buffer.allocUnsafe(65_536);
  const end = performance.now() + waitMs;
  for (;;) {
    try {
      const read = readSync(file, bytes, 0, bytes.length, null);
      if (read > 0) return bytes.subarray(0, read);
    } catch (error) {
      if (systemCode(error) === 'EAGAIN') return Buffer.alloc(0);
      throw error;
    }
    if (performance.now() >= end) return undefined;
    await sleep(10);
  }
};

const openPipe = async (path: string): Promise<InputResult> => {
  const file = openSync(path, NONBLOCKING);
  const isShells = SHELL_PIPE.test(path);
  try {
    const first = await firstOfPipe(file, isShells ? 0 : PIPE_WAIT_MS);
    if (first !== undefined) {
      const stream = new Socket({ fd: file, readable: true, writable: false });
      if (first.length > 0) stream.unshift(first);
      return { ok: true, stream, size: undefined };
    }
  } catch (error) {
    closeSync(file);
    throw error;
  }
  closeSync(file);
  return isShells
    ? { ok: true, stream: Readable.from([]), size: undefined }
    : fail('not-a-file', sayFile('silentPipe'));
};

/**
 * Opens an input as a stream: a regular file of any size, or a pipe that a program writes into. A folder, a device, a
 * socket, a circle of links or a pipe without a writer is a problem within a second. Throws nothing.
 * @param portion how many bytes of a file are read at a time
 */
export async function openInputFile(path: string, portion: number = 64 * 1024): Promise<InputResult> {
  try {
    const found = statSync(path);
    if (found.isFIFO()) return await openPipe(path);
    if (!found.isFile()) return fail('not-a-file', sayFile('notAFile', kindOf(found)));
    const file = openSync(path, NONBLOCKING);
    const { size } = fstatSync(file);
    return { ok: true, stream: createReadStream('', { fd: file, highWaterMark: portion }), size };
  } catch (error) {
    return systemProblem(error);
  }
}
