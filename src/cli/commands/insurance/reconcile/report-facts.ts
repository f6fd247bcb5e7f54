import { OTHER_CODES } from '../../../../batch/results/result-line.js';
import type { ReconcileResult } from '../../../../reconcile/result-line.js';
import type { ReconcileTally } from '../../../../reconcile/tally.js';
import type { Text, Wording } from '../../../../shared/text.js';
import { sayCampaign } from '../../../../texts/campaign-report.js';
import { sayReconcile } from '../../../../texts/reconcile.js';
import type { CodeTotal, ReportFacts, StateTotal, Tone } from '../bulk/report/page.js';

const FIRST_SHOWN = 5;

/** Against a server that makes up codes. */
const MOST_CODES = 100;

/** Counts errors by code, with the first numbers of each. */
export interface CodeCounts {
  add(result: ReconcileResult): void;
  totals(): CodeTotal[];
}

/** What a result that found no order is called, and its error. */
const errorOf = (result: ReconcileResult): { name: 'invalid' | 'absent' | 'unknown'; code: string } | undefined => {
  if ('problem' in result) return { name: 'invalid', code: result.problem.code };
  const { reading } = result;
  return reading.status === 'found' ? undefined : { name: reading.status, code: reading.error.code };
};

/** Makes counts at zero. */
export function createCodeCounts(): CodeCounts {
  const counts = new Map<string, Omit<CodeTotal, 'first'> & { first: string[] }>();
  return {
    add: (result) => {
      const found = errorOf(result);
      if (found === undefined) return;
      const code = counts.size < MOST_CODES || counts.has(`${found.name} ${found.code}`) ? found.code : OTHER_CODES;
      const key = `${found.name} ${code}`;
      const total = counts.get(key) ?? { outcome: sayReconcile(found.name), code, count: 0, first: [] };
      counts.set(key, total);
      total.count += 1;
      if (total.first.length === FIRST_SHOWN) return;
      total.first.push('problem' in result ? String(result.line) : result.outOrderNo);
    },
    totals: () => [...counts.values()].sort((a, b) => b.count - a.count),
  };
}

const TONES: ReadonlyMap<string, Tone> = new Map([
  ['RECEIVED', 'good'],
  ['FAILED', 'bad'],
  ['RECEIVING', 'open'],
]);

/** What the report tells of a reconciliation. */
export function reconcileReport(
  tally: ReconcileTally,
  { codes, end, resume }: { codes: CodeCounts; end: Text; resume: Wording | undefined },
): ReportFacts {
  const found = Array.from(tally.found, ([name, { orders }]): StateTotal => {
    return { name, count: orders, tone: TONES.get(name) ?? 'dim' };
  });
  const others: readonly StateTotal[] = [
    { name: sayReconcile('absent'), count: tally.absent, tone: 'bad' },
    { name: sayReconcile('unknown'), count: tally.unknown, tone: 'open' },
    { name: sayReconcile('invalid'), count: tally.invalid, tone: 'bad' },
    { name: sayCampaign('earlier'), count: tally.skipped, tone: 'dim' },
  ];
  return {
    title: sayCampaign('reconcileTitle'),
    end,
    firstName: sayCampaign('firstNumbers'),
    states: [...found.sort((a, b) => b.count - a.count), ...others.filter(({ count }) => count > 0)],
    codes: codes.totals(),
    next: resume === undefined ? [] : [{ why: sayCampaign('resumeWith'), command: resume }],
  };
}
