import { UsageError } from '../../errors.js';
import type { CreateOrderRequest } from '../../insurance/schema.js';
import type { RawRow } from '../input/raw-row.js';
import type { PreviousResults } from '../results/previous-results.js';
import type { RowStatus } from '../results/result-line.js';
import type { Sent } from '../send/send-row.js';
import type { Duplicates, NotedNumber } from './duplicates.js';
import type { PlannedRow, PlanRow } from './plan-row.js';
import { isInShard, type Shard } from './shard.js';

/** A promise, and the function that resolves it. */
export const deferred = <T>(): { promise: Promise<T>; resolve: (value: T) => void } => {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

/** What is to be done about a row. */
export type Task = { row: PlannedRow } & (
  | { todo: 'refuse'; error: UsageError }
  | { todo: 'skip'; status: RowStatus }
  /** `settle` must be called, with nothing when the row is given up. */
  | { todo: 'create' | 'read'; order: CreateOrderRequest; settle: (sent: Sent | undefined) => void }
  /** Another row with the same order is under way. */
  | { todo: 'share'; with: Promise<Sent | undefined> }
);

/** What decides what is to be done. */
export interface TaskSetup {
  plan: PlanRow;
  /** Which numbers have come. */
  duplicates: Duplicates;
  shard?: Shard | undefined;
  /** The results of earlier runs, if there are any. */
  previous?: PreviousResults | undefined;
  /** Whether rows that failed are sent again. */
  retryFailed?: boolean | undefined;
}

/** Decides about rows, which must come in the order of the file. */
export interface Tasks {
  /**
   * What is to be done about the next row; `undefined` for a row of another shard.
   * @throws {UsageError} `OTHER_INPUT` when the earlier results are another input's
   */
  next(raw: RawRow): Task | undefined;
}

/** Makes the decider of one run: it knows which numbers have come, and which orders are under way. */
export function createTasks({ plan, duplicates, shard, previous, retryFailed = false }: TaskSetup): Tasks {
  const underWay = new Map<string, Promise<Sent | undefined>>();

  // Here and not when the row is begun: the next row, which may have the same number, is looked at before that.
  const begin = (row: PlannedRow, order: CreateOrderRequest, noted: NotedNumber | undefined): Task => {
    const { promise, resolve } = deferred<Sent | undefined>();
    underWay.set(order.out_order_no, promise);
    const settle = (sent: Sent | undefined) => {
      if (sent !== undefined && 'order' in sent.ending) noted?.created();
      underWay.delete(order.out_order_no);
      resolve(sent);
    };
    return { row, todo: noted?.exists ? 'read' : 'create', order, settle };
  };

  return {
    next: (raw) => {
      const row = plan(raw);
      if (!isInShard(row.outOrderNo, shard)) return undefined;
      const status = previous?.find(row);
      const noted = row.order === undefined ? row.error : duplicates.note(row);
      if (status === 'created' || (status === 'failed' && !retryFailed)) {
        if (status === 'created' && !(noted instanceof UsageError)) noted?.created();
        return { row, todo: 'skip', status };
      }
      if (row.order === undefined) return { row, todo: 'refuse', error: row.error };
      if (noted instanceof UsageError) return { row, todo: 'refuse', error: noted };
      const other = underWay.get(row.outOrderNo);
      if (other !== undefined) return { row, todo: 'share', with: other };
      return begin(row, row.order, noted);
    },
  };
}
