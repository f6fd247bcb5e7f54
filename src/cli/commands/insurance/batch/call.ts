import type { Encoding } from '../../../../batch/encoding/encodings.js';
import type { PlanSetup } from '../../../../batch/plan/plan-row.js';
import type { Shard } from '../../../../batch/plan/shard.js';
import { UsageError } from '../../../../errors.js';
import type { Text } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import { sayCampaign } from '../../../../texts/campaign-report.js';
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
  /** Told of the encoding of the input, whenever that is opened. */
  onDetected: (encoding: Encoding) => void;
}

const usage = (message: Text, hint: Text): UsageError => new UsageError(message, { code: 'CONFLICTING_OPTIONS', hint });

/**
 * Refuses options that contradict each other.
 * @throws {UsageError} `CONFLICTING_OPTIONS`
 */
export function checkBatchOptions(
  { options }: Context,
  { retryFailed, resume, results, failed, report, dryRun }: BatchOptions,
): void {
  if (results === '-') throw usage(sayBatch('noFile', '--results'), sayBatch('resultsFileHint'));
  if (failed === '-') throw usage(sayBatch('noFile', '--failed'), sayBatch('failedFileHint'));
  if (report === '-') throw usage(sayBatch('noFile', '--report'), sayCampaign('fileHint'));
  if (report !== undefined && dryRun) throw usage(sayCampaign('noDryRun'), sayCampaign('noDryRunHint'));
  if (retryFailed && !resume) throw usage(sayBatch('retryNeedsResume'), sayBatch('retryNeedsResumeHint'));
  if (options.field !== undefined) throw usage(sayBatch('noField'), sayBatch('noFieldHint'));
}

/** The error for `--strict` with rows that can be read only once. */
export function notReadTwice(name: string): UsageError {
  return usage(sayBatch('readTwice', name), sayBatch('readTwiceHint'));
}
