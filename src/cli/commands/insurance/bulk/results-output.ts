import { resolve } from 'node:path';
import { createJournal } from '../../../../batch/results/journal.js';
import { cannotWrite } from '../../../../batch/results/not-writable.js';
import { openResults, type ResultsKind } from '../../../../batch/results/results-file.js';
import { UsageError } from '../../../../errors.js';
import { sayBatch } from '../../../../texts/batch.js';
import type { World } from '../../../world.js';

/** Where results go. */
export interface ResultsOutput<P> {
  append: (line: string) => Promise<void>;
  /** Makes sure that what was written is still there: see `checkedFile`. */
  check: () => Promise<void>;
  previous?: P;
  /** SHA-256 in hex of the file of failed rows, as the run before has left it. */
  failedBefore?: string | undefined;
  /** Notes that of this run. */
  noteFailed?: (digest: string) => Promise<void>;
  /** Notes that every row of the input has a result. */
  noteFinished?: () => Promise<void>;
  /** The files that it is made of; none for stdout. */
  files: readonly string[];
  close: () => Promise<void>;
}

/**
 * Opens the results: a file, or stdout.
 * @throws {UsageError} see `openResults`; `CONFLICTING_OPTIONS` for `--resume` without a file
 * @throws {ConfigError} `RESULTS_NOT_WRITABLE`
 * @throws {NetworkError} appends: see `checkedFile`
 */
export async function openResultsOutput<P>(
  { results, resume = false }: { results?: string | undefined; resume?: boolean | undefined },
  kind: ResultsKind<P>,
  world: Pick<World, 'stdout' | 'cwd'>,
): Promise<ResultsOutput<P>> {
  if (results !== undefined) return openResults(resolve(world.cwd, results), resume, kind);
  if (resume) {
    throw new UsageError(sayBatch('resumeNeedsResults'), {
      code: 'CONFLICTING_OPTIONS',
      hint: sayBatch('resumeNeedsResultsHint'),
    });
  }
  const journal = createJournal(
    (text) =>
      new Promise((done, reject) => {
        world.stdout.write(text, (error) =>
          error ? reject(cannotWrite('stdout', error, sayBatch('stdoutHint'))) : done(),
        );
      }),
  );
  return { ...journal, check: async () => {}, files: [], close: async () => {} };
}
