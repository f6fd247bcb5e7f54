import type { Cause, Tally } from '../batch/tally.js';
import { printable } from '../printable.js';
import { type BatchWords, describeSeconds } from './batch-words.js';
import { renderTable } from './output/table.js';

/** How a run went, as printed at its end. */
export interface Summary {
  /** Rows that ended in this run. */
  rows: number;
  created: number;
  failed: number;
  unknown: number;
  /** Rows that an earlier run had settled. */
  skipped: { created: number; failed: number };
  seconds: number;
  /** Rows a second. */
  rate: number;
  causes: Cause[];
  /** How to go on, unless nothing is left. */
  resume?: string;
}

/**
 * Sums up a run.
 * @param milliseconds how long it took
 * @param resume the call that goes on with it
 */
export function summarize(tally: Tally, milliseconds: number, resume: string | undefined): Summary {
  const { counts, skipped } = tally;
  const rows = counts.created + counts.failed + counts.unknown;
  const seconds = milliseconds / 1000;
  return {
    rows,
    ...counts,
    skipped: { created: skipped.created, failed: skipped.failed },
    seconds: Math.round(seconds * 100) / 100,
    rate: seconds > 0 ? Math.round((rows / seconds) * 10) / 10 : 0,
    causes: tally.causes(),
    ...(resume !== undefined && { resume }),
  };
}

/** The summary as a table for people: a row an outcome and code, with the first lines of each. */
export function renderSummary({ causes, rows, skipped, seconds, rate, resume }: Summary, words: BatchWords): string {
  const before = (['created', 'failed'] as const).flatMap((status) =>
    skipped[status] > 0 ? [[words.status[status], words.earlierRun, String(skipped[status]), '']] : [],
  );
  const found = causes.map(({ status, code = '', rows: count, lines }) => {
    const shown = lines.join(', ') + (count > lines.length ? ', …' : '');
    return [words.status[status], printable(code, 64), String(count), status === 'created' ? '' : shown];
  });
  const table = renderTable(words.head, [...found, ...before]);
  const goOn = resume === undefined ? '' : `\n${words.goOn}  ${resume}`;
  return `${table}${words.total(rows, describeSeconds(seconds, words), rate)}${goOn}`;
}
