import type { Tally } from '../../../../batch/send/tally.js';
import { shellQuote } from '../../../../shared/shell-quote.js';
import type { Text, Wording } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import { sayCampaign } from '../../../../texts/campaign-report.js';
import type { Context } from '../../../context.js';
import { targetOptions } from '../../../output/hints.js';
import type { NextStep, ReportFacts, StateTotal } from '../bulk/report/page.js';
import type { BatchOptions } from './options.js';

/** What the report of a batch is made of. */
export interface BatchReportSetup {
  context: Pick<Context, 'options'>;
  options: Pick<BatchOptions, 'results' | 'failed'>;
  tally: Tally;
  end: Text;
  /** The call that resumes it, unless nothing is left. */
  resume: Wording | undefined;
  /** Numbers of the orders that were sent, and whose results could not be written. */
  unrecorded: readonly string[];
}

/** Where the states of the orders of a batch can be read. */
const reconcileStep = (results: string, { options }: Pick<Context, 'options'>): NextStep => ({
  why: sayCampaign('reconcileWith'),
  command: [
    'wxpay',
    'insurance',
    'reconcile',
    results,
    '--results',
    `${results}.states.ndjson`,
    ...targetOptions(options),
  ]
    .map(shellQuote)
    .join(' '),
});

/** What the report tells of a batch. */
export function batchReport(setup: BatchReportSetup): ReportFacts {
  const { context, tally, end, resume, unrecorded } = setup;
  const { results, failed } = setup.options;
  const { counts, skipped } = tally;
  const states: readonly StateTotal[] = [
    { name: sayBatch('created'), count: counts.created, tone: 'good' },
    { name: sayBatch('failed'), count: counts.failed, tone: 'bad' },
    { name: sayBatch('unknown'), count: counts.unknown, tone: 'open' },
    { name: sayCampaign('earlierCreated'), count: skipped.created, tone: 'dim' },
    { name: sayCampaign('earlierFailed'), count: skipped.failed, tone: 'dim' },
  ];
  const hasOrders = counts.created + counts.unknown + skipped.created > 0;
  return {
    title: sayCampaign('batchTitle'),
    end,
    firstName: sayCampaign('firstLines'),
    states: states.filter(({ count, tone }) => count > 0 || tone !== 'dim'),
    codes: tally
      .causes()
      .flatMap(({ status, code, rows, lines }) =>
        code === undefined ? [] : [{ outcome: sayBatch(status), code, count: rows, first: lines.map(String) }],
      ),
    next: [
      ...(unrecorded.length > 0 ? [{ why: sayCampaign('unrecorded'), command: unrecorded.join('\n') }] : []),
      ...(resume === undefined ? [] : [{ why: sayCampaign('resumeWith'), command: resume }]),
      ...(failed === undefined || counts.failed + skipped.failed === 0
        ? []
        : [{ why: sayCampaign('correct', failed) }]),
      ...(results === undefined || !hasOrders ? [] : [reconcileStep(results, context)]),
    ],
  };
}
