import type { PlanSetup } from '../../../../batch/plan/plan-row.js';
import type { Shard } from '../../../../batch/plan/shard.js';
import { UsageError } from '../../../../errors.js';
import type { Context } from '../../../context.js';
import type { Session } from '../../../session.js';
import type { BatchOptions } from './options.js';

/** A batch as it was called. */
export interface BatchCall {
  context: Context;
  options: BatchOptions;
  /** The input, as typed. */
  file: string;
  shard: Shard | undefined;
  session: Session;
  plan: PlanSetup;
}

const usage = (message: string, hint: string): UsageError =>
  new UsageError(message, { code: 'CONFLICTING_OPTIONS', hint });

/**
 * Refuses options that contradict each other.
 * @throws {UsageError} `CONFLICTING_OPTIONS`
 */
export function checkBatchOptions({ options }: Context, { retryFailed, resume, results, failed }: BatchOptions): void {
  if (results === '-') {
    throw usage('--results - names no file', 'Without --results they go to stdout. A file of that name is ./-.');
  }
  if (failed === '-') throw usage('--failed - names no file', 'Name a file. One of that name is ./-.');
  if (retryFailed && !resume) throw usage('--retry-failed goes with --resume', 'Add --resume, or leave it out.');
  if (options.field !== undefined) {
    throw usage(
      '--field is for one object, and a batch has a line for every row',
      'Pick fields out of its lines with jq.',
    );
  }
}

/** The error for `--strict` with rows that can be read only once. */
export function notReadTwice(name: string): UsageError {
  return usage(`--strict reads the rows twice, which ${name} cannot be`, 'Put them into a file. Nothing was sent.');
}
