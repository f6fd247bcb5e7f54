import type { ReconcileTally } from '../../../../reconcile/tally.js';
import { inLanguage, type Language, type Text, toText, type Wording } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import { sayReconcile } from '../../../../texts/reconcile.js';
import { renderTable, type TableLook } from '../../../output/table.js';
import { describeSeconds } from '../bulk/duration.js';

/** What the tally does not say of a run. */
export interface ReconcileFacts {
  /** How long it took. */
  milliseconds: number;
  /** The call that resumes it, unless nothing is left. */
  resume?: Wording | undefined;
}

const rateOf = ({ done }: ReconcileTally, milliseconds: number): number =>
  milliseconds > 0 ? Math.round((done / milliseconds) * 10_000) / 10 : 0;

/** The summary as an object for programs. */
export function reconcileObject(
  tally: ReconcileTally,
  { milliseconds, resume }: ReconcileFacts,
  language: Language,
): Record<string, unknown> {
  const { done, absent, unknown, invalid, skipped, isAllFinal } = tally;
  return {
    orders: done,
    found: Object.fromEntries(tally.found),
    absent,
    unknown,
    invalid,
    skipped,
    all_final: isAllFinal,
    seconds: Math.round(milliseconds / 10) / 100,
    rate: rateOf(tally, milliseconds),
    ...(resume !== undefined && { resume: inLanguage(resume, language) }),
  };
}

/** The summary as a table for people: a row a state, with how many orders are in it, and how many came to it. */
export function renderReconciled(
  tally: ReconcileTally,
  { milliseconds, resume }: ReconcileFacts,
  { language, look }: { language: Language; look: TableLook },
): string {
  const say = (text: Text) => inLanguage(text, language);
  const states = Array.from(tally.found, ([state, { orders, changed }]) => [state, String(orders), String(changed)]);
  const others = (['absent', 'unknown', 'invalid'] as const).flatMap((name) =>
    tally[name] > 0 ? [[say(sayReconcile(name)), String(tally[name]), '']] : [],
  );
  const before = tally.skipped > 0 ? [[say(sayReconcile('earlierRun')), String(tally.skipped), '']] : [];
  const rows = [...states.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)), ...others, ...before];
  const head = (['headState', 'headOrders', 'headChanged'] as const).map((name) => say(sayReconcile(name)));
  const table = rows.length > 0 ? renderTable(head, rows, look) : '';
  const total = sayReconcile('total', tally.done, describeSeconds(milliseconds / 1000), rateOf(tally, milliseconds));
  const goOn = resume === undefined ? '' : `\n${say(sayBatch('resume', toText(resume)))}`;
  return `${table}${say(total)}${goOn}`;
}
