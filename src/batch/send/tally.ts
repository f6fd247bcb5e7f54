import { NetworkError } from '../../errors.js';
import { OTHER_CODES, type RowEnd, type RowResult, type RowStatus, statusOf } from '../results/result-line.js';

/** How often rows ended in one way, and where. */
export interface Cause {
  status: RowStatus;
  /** The code of the error; absent for orders that were created. */
  code?: string;
  rows: number;
  /** The lowest lines with it, some few. */
  lines: number[];
}

/** How a run went, so far. */
export interface Tally {
  /** Rows that ended in this run. */
  readonly counts: Readonly<Record<RowStatus, number>>;
  /** Rows that an earlier run had settled. */
  readonly skipped: Readonly<Record<RowStatus, number>>;
  /** Rows of this run that failed without a word about them: not sent, or put off. They are worth another try as they are. */
  readonly putOff: number;
  add(result: RowResult): void;
  /** Counts a row of which only its end is known, such as one of an earlier run. */
  addEnd(end: RowEnd): void;
  skip(status: RowStatus): void;
  /** By status, the most frequent first. */
  causes(): Cause[];
}

const LINES_SHOWN = 5;

/** Against a server that makes up codes. */
const MOST_CAUSES = 100;

/** Makes a tally at zero. */
export function createTally(): Tally {
  const counts = { created: 0, failed: 0, unknown: 0 };
  const skipped = { created: 0, failed: 0, unknown: 0 };
  const causes = new Map<string, Cause>();
  let putOff = 0;
  const addEnd = ({ line, status, code: given }: RowEnd): void => {
    counts[status] += 1;
    const code = given === undefined || causes.size < MOST_CAUSES ? given : OTHER_CODES;
    const key = `${status} ${code ?? ''}`;
    const cause = causes.get(key) ?? { status, ...(code !== undefined && { code }), rows: 0, lines: [] };
    causes.set(key, cause);
    cause.rows += 1;
    const highest = cause.lines.at(-1) ?? 0;
    if (cause.lines.length === LINES_SHOWN && line > highest) return;
    // Rows end in another order than they stand in the file.
    cause.lines = [...cause.lines, line].sort((a, b) => a - b).slice(0, LINES_SHOWN);
  };
  return {
    counts,
    skipped,
    get putOff() {
      return putOff;
    },
    skip: (status) => {
      skipped[status] += 1;
    },
    add: (result) => {
      const { line, ending } = result;
      const status = statusOf(result);
      const error = 'error' in ending ? ending.error : undefined;
      if (status === 'failed' && error instanceof NetworkError) putOff += 1;
      addEnd({ line, status, code: error?.code });
    },
    addEnd,
    causes: () => {
      const order = Object.keys(counts);
      return [...causes.values()].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || b.rows - a.rows);
    },
  };
}
