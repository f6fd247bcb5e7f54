import type { Cause, Tally } from '../batch/tally.js';

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
    seconds: Math.round(seconds * 10) / 10,
    rate: seconds > 0 ? Math.round((rows / seconds) * 10) / 10 : 0,
    causes: tally.causes(),
    ...(resume !== undefined && { resume }),
  };
}

const align = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** A duration for people: `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${seconds < 10 ? seconds.toFixed(1) : whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** The summary as a table for people: a row an outcome and code, with the first lines of each. */
export function renderSummary({ causes, rows, skipped, seconds, rate, resume }: Summary): string {
  const before = (['created', 'failed'] as const).flatMap((status) =>
    skipped[status] > 0 ? [[status, '(in an earlier run)', String(skipped[status]), '']] : [],
  );
  const found = causes.map(({ status, code = '', rows: count, lines }) => {
    const shown = lines.join(', ') + (count > lines.length ? ', …' : '');
    return [status, code, String(count), status === 'created' ? '' : shown];
  });
  const table = align([['OUTCOME', 'CODE', 'ROWS', 'FIRST LINES'], ...found, ...before]);
  const speed = `${rows} rows in ${describeSeconds(seconds)}${rate > 0 ? `, ${rate} a second` : ''}`;
  return `${table}\n${speed}${resume === undefined ? '' : `\nGo on:  ${resume}`}`;
}
