import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { type FileKind, sayFile } from '../texts/files.js';
import { systemCode } from './system-code.js';
import { type Text, verbatim } from './text.js';

/** Why a file was not read. It quotes nothing of the file. */
export interface FileProblem {
  kind: 'missing' | 'denied' | 'not-a-file' | 'too-large' | 'unreadable';
  /** A phrase for a message: `expected a file, found a folder`. */
  reason: Text;
}

/** The content of a file, or the problem with it. */
export type FileResult = { ok: true; bytes: Buffer } | { ok: false; problem: FileProblem };

/** Keys, configurations and messages of WeChat Pay are far smaller; what is larger is the wrong file. */
export const FILE_LIMIT = 1024 * 1024;

/** Pipes that the shell has opened for this process, as `<(command)` does: their writer is there, or done. */
export const SHELL_PIPE = /^\/(?:dev\/stdin|dev\/fd\/\d+|proc\/self\/fd\/\d+)$/;

/** Without it the opening of a pipe waits for a writer. Windows has neither. */
export const NONBLOCKING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A problem as a result. */
export const fail = (kind: FileProblem['kind'], reason: Text): { ok: false; problem: FileProblem } => ({
  ok: false,
  problem: { kind, reason },
});

/** A problem that the file system has told. */
export const systemProblem = (error: unknown): { ok: false; problem: FileProblem } => {
  const code = systemCode(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fail('missing', sayFile('missing'));
    case 'EACCES':
    case 'EPERM':
      return fail('denied', sayFile('denied'));
    case 'ELOOP':
      return fail('unreadable', sayFile('circle'));
    default:
      return fail('unreadable', typeof code === 'string' ? verbatim(code) : sayFile('unreadable'));
  }
};

/** What something in a folder is. */
export const kindOf = (found: Stats): FileKind => {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  if (found.isFIFO()) return 'pipe';
  return found.isSocket() ? 'socket' : 'device';
};

/**
 * What stands in the way of reading a path as a file of at most so many bytes, known before anything is read or opened.
 * A pipe of the shell is as good as a file.
 */
export function fileProblem(path: string, limit: number = FILE_LIMIT): FileProblem | undefined {
  try {
    const found = statSync(path);
    if (found.isFIFO() && SHELL_PIPE.test(path)) return undefined;
    if (!found.isFile()) return { kind: 'not-a-file', reason: sayFile('notAFile', kindOf(found)) };
    return found.size > limit ? { kind: 'too-large', reason: sayFile('tooLarge', limit) } : undefined;
  } catch (error) {
    return systemProblem(error).problem;
  }
}

/** Up to so many bytes. Not by the size that `stat` gives: a pipe has none, and files of `/proc` say 0. */
const readUpTo = (file: number, limit: number): Buffer => {
  const bytes = Buffer.allocUnsafe(limit);
  let length = 0;
  for (let read = -1; read !== 0 && length < limit; length += read) {
    read = readSync(file, bytes, length, Math.min(limit - length, 65_536), null);
  }
  return bytes.subarray(0, length);
};

/**
 * Reads a small file whole: a regular one, or a pipe that the shell has opened. Anything else is a problem at once,
 * instead of a wait without end or a full memory. Synchronous, because nothing else can happen meanwhile, and the
 * thread pool takes milliseconds to start. Throws nothing.
 * @param limit in bytes
 */
export function readSmallFile(path: string, limit: number = FILE_LIMIT): FileResult {
  const problem = fileProblem(path, limit);
  if (problem !== undefined) return { ok: false, problem };
  try {
    const isPipe = statSync(path).isFIFO();
    const file = openSync(path, isPipe ? 'r' : NONBLOCKING);
    try {
      const found = fstatSync(file);
      // It may have been exchanged since.
      if (!isPipe && !found.isFile()) return fail('not-a-file', sayFile('notAFile', kindOf(found)));
      const bytes = readUpTo(file, limit + 1);
      return bytes.length > limit ? fail('too-large', sayFile('tooLarge', limit)) : { ok: true, bytes };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return systemProblem(error);
  }
}
