import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { ConfigError, UsageError } from '../errors.js';
import { createEarlier, type Earlier } from './earlier.js';
import { lockFile } from './file-lock.js';
import { createJournal, type Journal } from './journal.js';
import { readLines } from './lines.js';
import { parseResult } from './result-line.js';

const identity = z.object({
  mchid: z.string(),
  base_url: z.string(),
  id: z.string(),
  shard: z.string(),
  /** The defaults of rows: under another one, a row would be another order with the same number. */
  notify_url: z.string(),
  service_id: z.string(),
  /** SHA-256 of the file in hex; empty for what cannot be read twice. */
  input: z.string(),
});

/** What must be the same in a run that goes on with the results of another. It stands in `<results>.meta.json`. */
export type BatchIdentity = z.infer<typeof identity>;

/** A results file that is open for appending. */
export interface Results extends Journal {
  /** What the runs before have written. */
  earlier: Earlier;
  /** The files that belong to it: itself, and what says whose results it holds. */
  files: readonly string[];
  close(): Promise<void>;
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** What to do when a file that was open can no longer be written. */
export const NO_ROOM_HINT = 'No further row is sent. When there is room again, run the same with --resume.';

const BEFORE_HINT = 'Name a file that can be written, in a folder that exists. Nothing was sent.';

/**
 * The error for a file that cannot be written: full disk, read-only, no such folder.
 * @param hint what to do about it; the default is for a file that could not be opened
 */
export function notWritable(file: string, cause: unknown, hint: string = BEFORE_HINT): ConfigError {
  return new ConfigError(`cannot write ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    code: 'RESULTS_NOT_WRITABLE',
    hint,
    cause,
  });
}

const metaFile = (file: string): string => `${file}.meta.json`;

/** Size in bytes; `undefined` for a file that does not exist. */
const sizeOf = async (file: string): Promise<number | undefined> => {
  try {
    const stats = await stat(file);
    // To open a named pipe would wait for its reader; and none of these can be resumed.
    if (!stats.isFile())
      throw new Error(`it is ${stats.isDirectory() ? 'a folder' : 'a device or a pipe'}, and no file`);
    return stats.size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw notWritable(file, error);
  }
};

const writeIdentity = async (file: string, mine: BatchIdentity): Promise<void> => {
  const draft = `${metaFile(file)}.draft`;
  // Results that outlive a power cut are of no use without it.
  await writeFile(draft, `${JSON.stringify(mine)}\n`, { flush: true });
  await rename(draft, metaFile(file));
};

const readIdentity = async (file: string): Promise<BatchIdentity | undefined> => {
  try {
    return identity.safeParse(JSON.parse(await readFile(metaFile(file), 'utf8'))).data;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const OTHER_INPUT_HINT =
  'Resume with the unchanged file of the first run. Mended and further rows go into a file of their own, with new results: see --failed. Nothing was sent.';

const NAMES = {
  mchid: 'merchant',
  base_url: 'host',
  id: '--id',
  shard: 'shard',
  notify_url: 'default notify_url',
  service_id: 'default service_id',
} as const satisfies Partial<Record<keyof BatchIdentity, string>>;

const requireSame = async (file: string, mine: BatchIdentity): Promise<void> => {
  const theirs = await readIdentity(file);
  if (theirs === undefined) {
    throw new UsageError(`cannot tell whose results ${file} are: ${metaFile(file)} is missing or damaged`, {
      code: 'UNKNOWN_RESULTS',
      hint: 'It is written beside the results; move both together. Nothing was sent.',
    });
  }
  for (const name of ['mchid', 'base_url', 'id', 'shard', 'notify_url', 'service_id'] as const) {
    if (theirs[name] === mine[name]) continue;
    throw new UsageError(
      `${file} belongs to another batch: its ${NAMES[name]} is ${JSON.stringify(theirs[name])}, not ${JSON.stringify(mine[name])}`,
      {
        code: 'OTHER_RESULTS',
        hint: 'Resume with the options and the configuration of the first run. Nothing was sent.',
      },
    );
  }
  if (theirs.input !== mine.input && theirs.input !== '' && mine.input !== '') {
    throw new UsageError(`${file} holds the results of another input, or the input has changed since`, {
      code: 'OTHER_INPUT',
      hint: OTHER_INPUT_HINT,
    });
  }
};

/** In bytes. A cell of 1 MiB of control characters, kept and as a number, takes six times as much as JSON, twice. */
const LONGEST_RESULT: number = 32 * 1024 * 1024;

/** Reads the results of the runs before, and cuts off a line that a killed run has left half-written. */
const readEarlier = async (file: string): Promise<Earlier> => {
  const earlier = createEarlier(file);
  let whole = 0;
  for await (const lines of readLines(createReadStream(file), LONGEST_RESULT)) {
    for (const { text, tooLong, number, terminated, endOffset } of lines) {
      if (!terminated) continue;
      const result = tooLong ? undefined : parseResult(text);
      if (result === undefined) {
        throw new UsageError(`line ${number} of ${file} is no result`, {
          code: 'DAMAGED_RESULTS',
          hint: 'Is it a results file? Put the line right, or remove it: its row is then sent again, with the same number. Nothing was sent.',
        });
      }
      earlier.add(result);
      whole = endOffset;
    }
  }
  if (whole < ((await sizeOf(file)) ?? 0)) await truncate(file, whole);
  return earlier;
};

const appendAll = async (handle: FileHandle, text: string): Promise<void> => {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    const { bytesWritten } = await handle.write(bytes);
    bytes = bytes.subarray(bytesWritten);
  }
};

/** What the runs before have settled, once it is sure that this run may go on with it. */
const prepare = async (file: string, resume: boolean, mine: BatchIdentity): Promise<Earlier> => {
  if (((await sizeOf(file)) ?? 0) === 0) {
    await writeIdentity(file, mine);
    return createEarlier(file);
  }
  if (!resume) {
    throw new UsageError(`${file} holds results already`, {
      code: 'RESULTS_EXIST',
      hint: 'Go on with --resume, or name another file. Nothing was sent.',
    });
  }
  await requireSame(file, mine);
  return readEarlier(file);
};

const lock = async (handle: FileHandle, file: string): Promise<() => void> => {
  const unlock = await lockFile(handle);
  if (unlock) return unlock;
  throw new UsageError(`another run is writing ${file}`, {
    code: 'RESULTS_IN_USE',
    hint: 'Let it end, or stop it with Ctrl-C or kill, and go on with --resume. Nothing was sent.',
  });
};

/**
 * Opens a results file for appending: a new one, or with `resume` that of an earlier run of the same batch. Until it is
 * closed no other run of this machine can open it.
 * @throws {UsageError} when it holds results and `resume` is not set, or is missing, damaged or another batch's and it
 * is; when another run writes it
 * @throws {ConfigError} `RESULTS_NOT_WRITABLE`; so do appends
 */
export async function openResults(file: string, resume: boolean, mine: BatchIdentity): Promise<Results> {
  let handle: FileHandle | undefined;
  let unlock: (() => void) | undefined;
  const close = async () => {
    await handle?.close();
    unlock?.();
  };
  try {
    const size = await sizeOf(file);
    if (resume && size === undefined) {
      throw new UsageError(`--resume: there is no results file ${file}`, {
        code: 'NO_RESULTS',
        hint: 'Without --resume a new one is begun. Nothing was sent.',
      });
    }
    const opened = await open(file, 'a');
    handle = opened;
    unlock = await lock(opened, file);
    const earlier = await prepare(file, resume, mine);
    const journal = createJournal(async (text) => {
      try {
        await appendAll(opened, text);
      } catch (error) {
        throw notWritable(file, error, NO_ROOM_HINT);
      }
    });
    return { ...journal, earlier, files: [file, metaFile(file)], close };
  } catch (error) {
    await close();
    throw error instanceof UsageError || error instanceof ConfigError ? error : notWritable(file, error);
  }
}
