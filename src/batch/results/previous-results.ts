import { UsageError } from '../../errors.js';
import { OTHER_PARAMETERS } from '../../insurance/create-failure.js';
import { sayResults } from '../../texts/batch-results.js';
import type { PlannedRow } from '../plan/plan-row.js';
import { type ParsedResult, ROW_STATUSES, type RowStatus } from './result-line.js';

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
}

const CREATED = ROW_STATUSES.indexOf('created') + 1;

/** Beside the status of a line. */
const TAKEN = 0x80;

/** The half of a row's digest that is remembered, 32 bits: it covers the number, too. */
const identityOf = (digest: string): number => Number.parseInt(digest.slice(0, 8), 16);

/** @param file the results file, for messages */
export function createPreviousResults(file: string): PreviousResults {
  let statuses = new Uint8Array(0);
  let orders = new Uint32Array(0);
  const reserve = (line: number) => {
    if (line < statuses.length) return;
    const length = Math.max(1024, Math.ceil(line * 1.5));
    const [oldStatuses, oldOrders] = [statuses, orders];
    statuses = new Uint8Array(length);
    orders = new Uint32Array(length);
    statuses.set(oldStatuses);
    orders.set(oldOrders);
  };
  return {
    add: ({ line, status, digest, error }) => {
      reserve(line);
      const order = identityOf(digest);
      if (statuses[line] === CREATED && orders[line] === order) return;
      statuses[line] = (ROW_STATUSES.indexOf(status) + 1) | (error?.code === OTHER_PARAMETERS ? TAKEN : 0);
      orders[line] = order;
    },
    isTaken: (line) => ((statuses[line] ?? 0) & TAKEN) !== 0,
    find: ({ raw: { line }, outOrderNo, digest }) => {
      const status = (statuses[line] ?? 0) & ~TAKEN;
      if (status === 0) return undefined;
      if (orders[line] === identityOf(digest)) return ROW_STATUSES[status - 1];
      throw new UsageError(sayResults('otherRow', file, line, outOrderNo), { code: 'OTHER_INPUT' });
    },
  };
}
