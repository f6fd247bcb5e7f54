import { createReadStream } from 'node:fs';
import { type FileHandle, stat, truncate } from 'node:fs/promises';
import { ConfigError, UsageError } from '../../errors.js';
import { openOwnFile } from '../../shared/own-file.js';
import { systemCode } from '../../shared/system-code.js';
import type { Text } from '../../shared/text.js';
import { sayResults } from '../../texts/batch-results.js';
import { readLines } from '../input/lines.js';
import { checkedFile } from './checked-file.js';
import { lockFile } from './file-lock.js';
import { createJournal, type Journal } from './journal.js';
import { cannotOpen, cannotWrite, NO_ROOM_HINT } from './not-writable.js';
import {
  FINISHED,
  type IdentityNames,
  keepIdentity,
  metaFile,
  type ResultsIdentity,
  requireSame,
  type StoredIdentity,
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
  /** Notes that every row of the input has a result. */
  noteFinished(): Promise<void>;
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

/**
 * Reads result lines, but for a last one that a killed run has left half-written.
 * @param file for messages
 * @param add takes a line; `false` for what is not a result line
 * @param hint what to do about one
 * @returns how many bytes the whole lines have, and whether a half-written one is behind them
 * @throws {UsageError} `DAMAGED_RESULTS`
 */
export async function readResultLines(
  bytes: AsyncIterable<Uint8Array>,
  { file, add, hint }: { file: string; add: (line: string) => boolean; hint: Text },
): Promise<{ whole: number; isCut: boolean }> {
  let whole = 0;
  let isCut = false;
  for await (const lines of readLines(bytes, LONGEST_RESULT)) {
    for (const { text, tooLong, number, terminated, endOffset } of lines) {
      isCut = !terminated;
      if (isCut) continue;
      if (tooLong || !add(text)) {
        throw new UsageError(sayResults('notAResult', number, file), { code: 'DAMAGED_RESULTS', hint });
      }
      whole = endOffset;
    }
  }
  return { whole, isCut };
}

/** Reads the results of the runs before, and cuts off a line that a killed run has left half-written. */
const readEarlier = async <P>(file: string, { createPrevious, add }: ResultsKind<P>): Promise<P> => {
  const previous = createPrevious(file);
  const hint = sayResults('notAResultHint');
  const { whole } = await readResultLines(createReadStream(file), { file, add: (line) => add(previous, line), hint });
  if (whole < ((await sizeOf(file)) ?? 0)) await truncate(file, whole);
  return previous;
};

/** What the runs before have settled, once it is sure that this run may resume it. */
const prepare = async <P>(
  file: string,
  resume: boolean,
  kind: ResultsKind<P>,
): Promise<{ previous: P; noted?: StoredIdentity }> => {
  const { identity, names } = kind;
  if (((await sizeOf(file)) ?? 0) === 0) {
    await writeIdentity(file, identity);
    return { previous: kind.createPrevious(file) };
  }
  if (!resume) {
    throw new UsageError(sayResults('exists', file), { code: 'RESULTS_EXIST' });
  }
  const noted = await requireSame(file, identity, names);
  return { previous: await readEarlier(file, kind), noted };
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
    const { previous, noted = {} } = await prepare(file, resume, kind);
    const checked = await checkedFile(opened, file, NO_ROOM_HINT);
    const { failed: failedBefore, finished } = noted;
    let current: ResultsIdentity = {
      ...kind.identity,
      ...(failedBefore !== undefined && { failed: failedBefore }),
      ...(finished !== undefined && { finished }),
    };
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
    const note = (facts: StoredIdentity) => {
      current = { ...current, ...facts };
      return writeIdentity(file, current);
    };
    const noteFailed = (failed: string) => note({ failed });
    const noteFinished = () => note({ finished: FINISHED });
    return {
      ...journal,
      check,
      previous,
      failedBefore,
      noteFailed,
      noteFinished,
      files: [file, metaFile(file)],
      close,
    };
  } catch (error) {
    await close();
    throw error instanceof UsageError || error instanceof ConfigError ? error : cannotOpen(file, error);
  }
}
