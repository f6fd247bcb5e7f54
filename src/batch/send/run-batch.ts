import type { RawRow } from '../input/raw-row.js';
import type { PlannedRow } from '../plan/plan-row.js';
import { createTasks, deferred, type Task, type TaskSetup, type Tasks } from '../plan/tasks.js';
import type { RowResult, RowStatus } from '../results/result-line.js';
import type { Breaker } from './breaker.js';
import { type Pool, type RunEnd, runPool } from './pool.js';
import type { Sender, Sent } from './send-row.js';

/** What a result says of its row, however that ends. */
const resultOf = ({ raw, outOrderNo, digest, kept }: PlannedRow) => ({ line: raw.line, outOrderNo, digest, kept });

/** A batch that is ready to run. */
export interface BatchSetup extends TaskSetup {
  /** The rows in the order of the file. */
  rows: AsyncIterable<readonly RawRow[]>;
  sender: Sender;
  breaker: Breaker;
  /** How many rows are under way at the same time. */
  concurrency: number;
  /** Keeps a result for good; a rejection stops the run, because nothing may be sent whose result is lost. */
  record: (result: RowResult, row: PlannedRow) => Promise<void>;
  /** Told of rows that an earlier run has settled. */
  onSkip: (status: RowStatus, row: PlannedRow) => Promise<void> | void;
  /** Fires when no further row is to be begun. */
  signal: AbortSignal;
  /** Called when that is so, for whatever reason: an input that has nothing to give must not keep the run waiting. */
  onHalt?: (() => void) | undefined;
}

type SendTask = Extract<Task, { todo: 'create' | 'read' }>;

async function* tasksOf(rows: BatchSetup['rows'], { next }: Tasks): AsyncGenerator<Task, void> {
  for await (const portion of rows) {
    for (const raw of portion) {
      const task = next(raw);
      if (task !== undefined) yield task;
    }
  }
}

/**
 * Sends the order of every row, so many at a time, and keeps each result before the next row is begun. Rows that are
 * under way are always settled, however the run ends.
 * @throws what `rows` and `record` throw, once the rows under way are settled
 */
export async function runBatch(setup: BatchSetup): Promise<RunEnd> {
  const { sender, breaker, record, onSkip, concurrency, signal, onHalt } = setup;

  const sendAndRecord = async (task: SendTask, pool: Pool, onSettling: () => void): Promise<void> => {
    const { row, order, todo, settle } = task;
    let isNoted = false;
    let sent: Sent | undefined;
    try {
      sent = await (todo === 'create'
        ? sender.create(order, pool.halt, (error) => {
            // Not first when it is settled: against a server that answers nothing, the run has to end soon.
            pool.noteEnd(error);
            isNoted = true;
            onSettling();
          })
        : sender.read(order.out_order_no, pool.halt));
      if (sent === undefined) {
        pool.giveUp();
        return;
      }
      const error = 'error' in sent.ending ? sent.ending.error : undefined;
      if (!isNoted || error === undefined) pool.noteEnd(error);
      await record({ ...resultOf(row), ...sent }, row);
    } finally {
      settle(sent);
    }
  };

  /** Sends the order of a row. While it is only read back from time to time, it waits. */
  const send = async (task: SendTask, pool: Pool): Promise<void> => {
    const { promise: isSettling, resolve: onSettling } = deferred<'settling'>();
    const sent = sendAndRecord(task, pool, () => onSettling('settling'));
    if ((await Promise.race([sent, isSettling])) === 'settling') await pool.letWait(sent);
  };

  const share = async ({ with: other, row }: Extract<Task, { todo: 'share' }>, pool: Pool): Promise<void> => {
    const shared = await other;
    if (shared === undefined) pool.giveUp();
    else await record({ ...resultOf(row), ...shared }, row);
  };

  const carryOut = async (task: Task, pool: Pool): Promise<void> => {
    const { row } = task;
    const result = resultOf(row);
    switch (task.todo) {
      case 'create':
      case 'read':
        return send(task, pool);
      case 'skip':
        return onSkip(task.status, row);
      case 'refuse':
        return record({ ...result, attempts: 0, ending: { error: task.error } }, row);
      case 'share':
        return pool.letWait(share(task, pool));
    }
  };

  const drop = (task: Task): void => {
    if ('settle' in task) task.settle(undefined);
  };
  const tasks = tasksOf(setup.rows, createTasks(setup));
  return runPool({ tasks, concurrency, carryOut, drop, breaker, signal, onHalt });
}
