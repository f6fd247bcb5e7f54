import { UsageError } from '../../errors.js';
import { OTHER_PARAMETERS } from '../../insurance/create-failure.js';
import { sayResults } from '../../texts/batch-results.js';
import type { PlannedRow } from '../plan/plan-row.js';
import { OTHER_CODES, type ParsedResult, type RowEnd, type RowStatus } from './result-line.js';

/** How the rows of earlier runs ended, by their line: five bytes a line of the input. */
export interface PreviousResults {
  /** Notes a result. Of several for one line the last one counts, but an order that was created stays created. */
  add(result: ParsedResult): void;
  /**
   * How a row ended; `undefined` for one without a result.
   * @throws {UsageError} `OTHER_INPUT` when the result of the line is another order's: of another number, or of the same
   * with another user, service or `notify_url`
   */
  find(row: Pick<PlannedRow, 'raw' | 'outOrderNo' | 'digest'>): RowStatus | undefined;
  /** Whether the row of a line failed because its number is another order's, so that sending it again is of no use. */
  isTaken(line: number): boolean;
  /** How every row with a result ended, by line. */
  ends(): Iterable<RowEnd>;
}

/** How many ways to end are told apart: a line has a byte for its way. */
const MOST_WAYS = 240;

/** The half of a row's digest that is remembered, 32 bits: it covers the number, too. */
const identityOf = (digest: string): number => Number.parseInt(digest.slice(0, 8), 16);

/** @param file the results file, for messages */
export function createPreviousResults(file: string): PreviousResults {
  const ways: Omit<RowEnd, 'line'>[] = [];
  const indexes = new Map<string, number>();
  /** The way that a line ended, from 1. */
  let ends = new Uint8Array(0);
  let orders = new Uint32Array(0);
  const reserve = (line: number) => {
    if (line < ends.length) return;
    const length = Math.max(1024, Math.ceil(line * 1.5));
    const [oldEnds, oldOrders] = [ends, orders];
    ends = new Uint8Array(length);
    orders = new Uint32Array(length);
    ends.set(oldEnds);
    orders.set(oldOrders);
  };
  const indexOf = (status: RowStatus, given: string | undefined): number => {
    const isRoom = ways.length < MOST_WAYS || given === undefined || given === OTHER_PARAMETERS;
    const code = isRoom || indexes.has(`${status} ${given}`) ? given : OTHER_CODES;
    const key = `${status} ${code}`;
    const index = indexes.get(key) ?? ways.push({ status, ...(code !== undefined && { code }) });
    indexes.set(key, index);
    return index;
  };
  const wayOf = (line: number): Omit<RowEnd, 'line'> | undefined => ways[(ends[line] ?? 0) - 1];
  return {
    add: ({ line, status, digest, error }) => {
      reserve(line);
      const order = identityOf(digest);
      if (wayOf(line)?.status === 'created' && orders[line] === order) return;
      ends[line] = indexOf(status, error?.code);
      orders[line] = order;
    },
    isTaken: (line) => wayOf(line)?.code === OTHER_PARAMETERS,
    ends: function* () {
      for (let line = 0; line < ends.length; line += 1) {
        const way = wayOf(line);
        if (way !== undefined) yield { line, ...way };
      }
    },
    find: ({ raw: { line }, outOrderNo, digest }) => {
      const status = wayOf(line)?.status;
      if (status === undefined || orders[line] === identityOf(digest)) return status;
      throw new UsageError(sayResults('otherRow', file, line, outOrderNo), { code: 'OTHER_INPUT' });
    },
  };
}
