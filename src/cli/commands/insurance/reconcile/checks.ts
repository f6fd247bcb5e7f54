import { UsageError } from '../../../../errors.js';
import { sayBatch } from '../../../../texts/batch.js';
import { sayCampaign } from '../../../../texts/campaign-report.js';
import type { Context } from '../../../context.js';
import type { ReconcileOptions } from './options.js';

/**
 * Refuses options that contradict each other.
 * @throws {UsageError} `CONFLICTING_OPTIONS`
 */
export function checkReconcileOptions(
  { options: { field } }: Pick<Context, 'options'>,
  { results, report }: ReconcileOptions,
): void {
  if (results === '-') {
    throw new UsageError(sayBatch('noFile', '--results'), {
      code: 'CONFLICTING_OPTIONS',
      hint: sayBatch('resultsFileHint'),
    });
  }
  if (report === '-') {
    throw new UsageError(sayBatch('noFile', '--report'), {
      code: 'CONFLICTING_OPTIONS',
      hint: sayCampaign('fileHint'),
    });
  }
  if (field === undefined) return;
  throw new UsageError(sayBatch('noField'), { code: 'CONFLICTING_OPTIONS', hint: sayBatch('noFieldHint') });
}
