import { createReadStream } from 'node:fs';
import { type FileHandle, stat, truncate } from 'node:fs/promises';
import { ConfigError, UsageError } from '../../errors.js';
import { openOwnFile } from '../../shared/own-file.js';
import { systemCode } from '../../shared/system-code.js';
import { sayResults } from '../../texts/batch-results.js';
import { readLines } from '../input/lines.js';
import { checkedFile } from './checked-file.js';
import { lockFile } from './file-lock.js';
import { createJournal, type Journal } from './journal.js';
import { cannotOpen, cannotWrite, NO_ROOM_HINT } from './not-writable.js';
import {
  type IdentityNames,
  keepIdentity,
  metaFile,
  type ResultsIdentity,
  requireSame,
  writeIdentity,
} from './results-identity.js';

/** What is kept in a results file, and for whom. */
export interface ResultsKind<P> {
  identity: ResultsIdentity;
  /** The parts of it that have to be equal for a run to go on with another one's file. */
  names: IdentityNames;
  /**
   * Begins to gather what the runs before have written.
   * @param file for messages
   */
  createPrevious: (file: string) => P;
  /** Adds a line to that; `false` for what is not a result line. */
  add: (previous: P, line: string) => boolean;
}

/** A results file that is open for appending. */
export interface Results<P> extends Journal {
  /** What the runs before have written. */
  previous: P;
  /** SHA-256 in hex of the file of failed rows, as the run before has left it. */
  failedBefore?: string | undefined;
  /** Notes that of this run. */
  noteFailed(digest: string): Promise<void>;
  /** Makes sure that it still holds what was written: see `checkedFile`. */
  check(): Promise<void>;
  /** The files that belong to it: itself, and what says whose results it holds. */
  files: readonly string[];
  close(): Promise<void>;
}

/** Size in bytes; `undefined` for a file that does not exist. */
const sizeOf = async (file: string): Promise<number | undefined> => {
  try {
    const stats = await stat(file);
    // To open a named pipe would wait for its reader; and none of these can be resumed.
    if (!stats.isFile()) {
      throw cannotOpen(file, undefined, sayResults(stats.isDirectory() ? 'isFolder' : 'isDevice'));
    }
    return stats.size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error instanceof ConfigError ? error : cannotOpen(file, error);
  }
};

/** In bytes. A cell of 1 MiB of control characters, kept and as a number, takes six times as much as JSON, twice. */
const LONGEST_RESULT: number = 32 * 1024 * 1024;

/** Reads the results of the runs before, and cuts off a line that a killed run has left half-written. */
const readEarlier = async <P>(file: string, { createPrevious, add }: ResultsKind<P>): Promise<P> => {
  const previous = createPrevious(file);
  let whole = 0;
  for await (const lines of readLines(createReadStream(file), LONGEST_RESULT)) {
    for (const { text, tooLong, number, terminated, endOffset } of lines) {
      if (!terminated) continue;
      if (tooLong || !add(previous, text)) {
        throw new UsageError(sayResults('notAResult', number, file), {
          code: 'DAMAGED_RESULTS',
          hint: sayResults('notAResultHint'),
        });
      }
      whole = endOffset;
    }
  }
  if (whole < ((await sizeOf(file)) ?? 0)) await truncate(file, whole);
  return previous;
};

/** What the runs before have settled, once it is sure that this run may resume it. */
const prepare = async <P>(
  file: string,
  resume: boolean,
  kind: ResultsKind<P>,
): Promise<{ previous: P; failedBefore?: string | undefined }> => {
  const { identity, names } = kind;
  if (((await sizeOf(file)) ?? 0) === 0) {
    await writeIdentity(file, identity);
    return { previous: kind.createPrevious(file) };
  }
  if (!resume) {
    throw new UsageError(sayResults('exists', file), { code: 'RESULTS_EXIST' });
  }
  const { failed: failedBefore } = await requireSame(file, identity, names);
  return { previous: await readEarlier(file, kind), failedBefore };
};

const lock = async (handle: FileHandle, file: string): Promise<() => void> => {
  const unlock = await lockFile(handle);
  if (unlock) return unlock;
  throw new UsageError(sayResults('inUse', file), { code: 'RESULTS_IN_USE' });
};

/**
 * Opens a results file for appending: a new one (0600), or with `resume` that of an earlier run of the same kind. Until
 * it is closed no other run of this machine can open it.
 * @throws {UsageError} when it holds results and `resume` is not set, or is missing, damaged or another batch's and it
 * is; when another run writes it
 * @throws {ConfigError} `RESULTS_NOT_WRITABLE`
 * @throws {NetworkError} appends: see `checkedFile`
 */
export async function openResults<P>(file: string, resume: boolean, kind: ResultsKind<P>): Promise<Results<P>> {
  let handle: FileHandle | undefined;
  let unlock: (() => void) | undefined;
  const close = async () => {
    await handle?.close();
    unlock?.();
  };
  try {
    const size = await sizeOf(file);
    if (resume && size === undefined) {
      throw new UsageError(sayResults('none', file), { code: 'NO_RESULTS' });
    }
    const opened = await openOwnFile(file, { append: true });
    handle = opened;
    unlock = await lock(opened, file);
    const before = await prepare(file, resume, kind);
    const checked = await checkedFile(opened, file, NO_ROOM_HINT);
    const { failedBefore } = before;
    let current: ResultsIdentity = { ...kind.identity, ...(failedBefore !== undefined && { failed: failedBefore }) };
    const keep = () =>
      keepIdentity(file, current).catch((error) => Promise.reject(cannotWrite(file, error, NO_ROOM_HINT)));
    const check = async () => {
      await checked.check();
      await keep();
    };
    const journal = createJournal(async (text) => {
      await checked.append(text);
      await keep();
    });
    const noteFailed = (failed: string) => {
      current = { ...current, failed };
      return writeIdentity(file, current);
    };
    return { ...journal, check, ...before, noteFailed, files: [file, metaFile(file)], close };
  } catch (error) {
    await close();
    throw error instanceof UsageError || error instanceof ConfigError ? error : cannotOpen(file, error);
  }
}
