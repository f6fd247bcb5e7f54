import { open, rename, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Earlier } from '../../batch/earlier.js';
import { failedHeader, formatFailedRow } from '../../batch/failed-rows.js';
import type { InputHead } from '../../batch/input.js';
import { createJournal, type Journal } from '../../batch/journal.js';
import { NO_ROOM_HINT, notWritable } from '../../batch/not-writable.js';
import type { RawRow } from '../../batch/raw-row.js';
import { openResults } from '../../batch/results-file.js';
import type { BatchIdentity } from '../../batch/results-identity.js';
import { UsageError } from '../../errors.js';
import type { Context } from '../context.js';
import type { World } from '../io.js';

/** Where the results of a batch go. */
export interface ResultsOutput {
  append: (line: string) => Promise<void>;
  earlier?: Earlier;
  /** The files that it is made of; none for stdout. */
  files: readonly string[];
  close: () => Promise<void>;
}

const STDOUT_HINT =
  'No further row is sent. The same call again makes no second order: the same rows get the same numbers.';

/** Result lines on stdout, each awaited until its reader takes it: what is not read must not fill the memory. */
export function stdoutJournal(stdout: World['stdout']): Journal {
  return createJournal(
    (text) =>
      new Promise((done, reject) => {
        stdout.write(text, (error) => (error ? reject(notWritable('stdout', error, STDOUT_HINT)) : done()));
      }),
  );
}

/**
 * Opens the results: a file, or stdout.
 * @throws {UsageError} see `openResults`; `CONFLICTING_OPTIONS` for `--resume` without a file
 * @throws {ConfigError} `RESULTS_NOT_WRITABLE`; so do appends
 */
export async function openResultsOutput(
  { results, resume = false }: { results?: string | undefined; resume?: boolean | undefined },
  identity: BatchIdentity,
  world: Pick<World, 'stdout' | 'cwd'>,
): Promise<ResultsOutput> {
  if (results !== undefined) return openResults(resolve(world.cwd, results), resume, identity);
  if (resume) {
    throw new UsageError('--resume needs the results to go on with: --results <file>', {
      code: 'CONFLICTING_OPTIONS',
      hint: 'Results on stdout cannot be resumed.',
    });
  }
  return { ...stdoutJournal(world.stdout), files: [], close: async () => {} };
}

/** Where the failed rows of a batch go. */
export interface FailedOutput {
  append: (row: { raw: RawRow; outOrderNo: string; reason: string }) => Promise<void>;
  close: () => Promise<void>;
}

/** Whether two paths are one file, by whatever links. */
const isSameFile = async (one: string, other: string): Promise<boolean> => {
  try {
    const [a, b] = await Promise.all([stat(one, { bigint: true }), stat(other, { bigint: true })]);
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    // One of them does not exist.
    return false;
  }
};

/** Size in bytes; 0 for a file that does not exist, or of which nothing can be said. */
const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** Puts a file aside, under the first name that is free: `failed.csv.1`, `failed.csv.2`, … Answers that name. */
const putAside = async (file: string): Promise<string> => {
  for (let count = 1; ; count += 1) {
    const name = `${file}.${count}`;
    if ((await sizeOf(name)) > 0) continue;
    await rename(file, name);
    return name;
  }
};

/** What the file of `--failed` depends on. */
export interface FailedSetup {
  head: InputHead | undefined;
  /** Whether the run goes on with another, whose file this may be. */
  resume: boolean;
  /** The input and the results, which must not be overwritten. */
  others: readonly string[];
  context: Pick<Context, 'world' | 'io'>;
}

/**
 * Opens the file of `--failed`, which is written anew. With `--resume` the file of the run before, which somebody may
 * be mending, is put aside.
 * @throws {UsageError} `FAILED_EXISTS`
 * @throws {ConfigError} `RESULTS_NOT_WRITABLE`; so do appends
 */
export async function openFailedOutput(
  failed: string | undefined,
  { head, resume, others, context: { world, io } }: FailedSetup,
): Promise<FailedOutput> {
  if (failed === undefined) return { append: async () => {}, close: async () => {} };
  const file = resolve(world.cwd, failed);
  const exists = (await sizeOf(file)) > 0;
  const isOther = await Promise.all(others.map((other) => isSameFile(file, resolve(world.cwd, other))));
  if (isOther.includes(true) || (exists && !resume)) {
    throw new UsageError(`--failed: ${file} would be overwritten`, {
      code: 'FAILED_EXISTS',
      hint: 'Name another file. Nothing was sent.',
    });
  }
  try {
    if (exists) io.note(`${failed} of the run before is now ${await putAside(file)}`);
    const handle = await open(file, 'w');
    await handle.writeFile(failedHeader(head));
    const journal = createJournal(async (text) => {
      try {
        await handle.appendFile(text);
      } catch (error) {
        throw notWritable(file, error, NO_ROOM_HINT);
      }
    });
    return {
      append: async (row) => {
        if (head !== undefined) await journal.append(formatFailedRow(head, row));
      },
      close: () => handle.close(),
    };
  } catch (error) {
    throw notWritable(file, error);
  }
}
