import type { Cause, Tally } from '../../../../batch/send/tally.js';
import { inLanguage, type Language, type Text, toText, type Wording } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import { renderTable, type TableLook } from '../../../output/table.js';
import { describeSeconds } from '../bulk/duration.js';

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
  /** The call that resumes it, unless nothing is left. */
  resume?: Wording;
  /** Numbers of the orders that were sent, and whose results could not be written. */
  unrecorded?: readonly string[];
  /** Of a dry run: how many of the rows would be sent. */
  would_send?: number;
}

/** What the tally does not say of a run. */
export interface RunFacts {
  /** How long it took. */
  milliseconds: number;
  /** The call that resumes it. */
  resume?: Wording | undefined;
  unrecorded?: readonly string[] | undefined;
  /** Of a dry run: how many rows are right. */
  wouldSend?: number | undefined;
}

/** Sums up a run. */
export function summarize(tally: Tally, { milliseconds, resume, wouldSend, unrecorded = [] }: RunFacts): Summary {
  const { counts, skipped } = tally;
  const rows = counts.created + counts.failed + counts.unknown + (wouldSend ?? 0);
  const seconds = milliseconds / 1000;
  return {
    rows,
    ...counts,
    skipped: { created: skipped.created, failed: skipped.failed },
    seconds: Math.round(seconds * 100) / 100,
    rate: seconds > 0 ? Math.round((rows / seconds) * 10) / 10 : 0,
    causes: tally.causes(),
    ...(resume !== undefined && { resume }),
    ...(unrecorded.length > 0 && { unrecorded }),
    ...(wouldSend !== undefined && { would_send: wouldSend }),
  };
}

/** The summary as an object for programs. */
export function summaryObject(summary: Summary, language: Language): Record<string, unknown> {
  const { resume } = summary;
  return { ...summary, ...(resume !== undefined && { resume: inLanguage(resume, language) }) };
}

/** A table of how rows ended: a row an outcome and code, with the first lines of each. Empty without any. */
export function renderCauses(
  causes: readonly Cause[],
  before: readonly string[][],
  language: Language,
  look: TableLook,
): string {
  const say = (text: Text) => inLanguage(text, language);
  const found = causes.map(({ status, code = '', rows: count, lines }) => {
    const shown = lines.join(', ') + (count > lines.length ? ', …' : '');
    return [say(sayBatch(status)), code, String(count), status === 'created' ? '' : shown];
  });
  const head = (['outcome', 'code', 'rows', 'firstLines'] as const).map((name) => say(sayBatch(name)));
  return found.length + before.length > 0 ? renderTable(head, [...found, ...before], look) : '';
}

/** The summary as a table for people. */
export function renderSummary(
  { causes, rows, skipped, failed, seconds, rate, resume, would_send, unrecorded }: Summary,
  language: Language,
  look: TableLook,
): string {
  const say = (text: Text) => inLanguage(text, language);
  const before = (['created', 'failed'] as const).flatMap((status) =>
    skipped[status] > 0 ? [[say(sayBatch(status)), say(sayBatch('earlierRun')), String(skipped[status]), '']] : [],
  );
  const table = renderCauses(causes, before, language, look);
  const duration = describeSeconds(seconds);
  if (would_send !== undefined) return `${table}${say(sayBatch('checked', rows, duration, would_send, failed))}`;
  const lost = unrecorded === undefined ? '' : `\n${say(sayBatch('unrecorded', unrecorded.join(' ')))}`;
  const goOn = resume === undefined ? '' : `\n${say(sayBatch('resume', toText(resume)))}`;
  return `${table}${say(sayBatch('total', rows, duration, rate))}${lost}${goOn}`;
}
