import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Earlier } from '../batch/earlier.js';
import { failedHeader, formatFailedRow } from '../batch/failed-rows.js';
import type { InputHead } from '../batch/input.js';
import { createJournal, type Journal } from '../batch/journal.js';
import type { RawRow } from '../batch/raw-row.js';
import { type BatchIdentity, notWritable, openResults } from '../batch/results-file.js';
import { UsageError } from '../errors.js';
import type { World } from './io.js';

/** Where the results of a batch go. */
export interface ResultsOutput {
  append: (line: string) => Promise<void>;
  earlier?: Earlier;
  close: () => Promise<void>;
}

/** Result lines on stdout, each awaited until its reader takes it: what is not read must not fill the memory. */
export function stdoutJournal(stdout: World['stdout']): Journal {
  return createJournal(
    (text) =>
      new Promise((done, reject) => {
        stdout.write(text, (error) => (error ? reject(notWritable('stdout', error)) : done()));
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
  return { ...stdoutJournal(world.stdout), close: async () => {} };
}

/** Where the failed rows of a batch go. */
export interface FailedOutput {
  append: (row: { raw: RawRow; outOrderNo: string; reason: string }) => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Opens the file of `--failed`, which is written anew, by `--resume` too.
 * @param others the input and the results, which must not be overwritten
 * @throws {UsageError} `FAILED_EXISTS`
 * @throws {ConfigError} `RESULTS_NOT_WRITABLE`; so do appends
 */
export async function openFailedOutput(
  failed: string | undefined,
  {
    head,
    resume,
    others,
    cwd,
  }: { head: InputHead | undefined; resume: boolean; others: readonly string[]; cwd: string },
): Promise<FailedOutput> {
  if (failed === undefined) return { append: async () => {}, close: async () => {} };
  const file = resolve(cwd, failed);
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (others.some((other) => resolve(cwd, other) === file) || (size > 0 && !resume)) {
    throw new UsageError(`--failed: ${file} would be overwritten`, {
      code: 'FAILED_EXISTS',
      hint: 'Name another file. Nothing was sent.',
    });
  }
  try {
    const handle = await open(file, 'w');
    await handle.writeFile(failedHeader(head));
    const journal = createJournal(async (text) => {
      try {
        await handle.appendFile(text);
      } catch (error) {
        throw notWritable(file, error);
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
