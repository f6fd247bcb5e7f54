import { setMaxListeners } from 'node:events';
import type { WechatPayError } from '../../errors.js';
import type { RawRow } from '../input/raw-row.js';
import type { PlannedRow } from '../plan/plan-row.js';
import { createTasks, deferred, type Task, type TaskSetup, type Tasks } from '../plan/tasks.js';
import type { RowResult, RowStatus } from '../results/result-line.js';
import type { Breaker } from './breaker.js';
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

/** How a run ended: with the last row, on demand, or because all rows fail for one cause. */
export type BatchEnd =
  | { end: 'finished' }
  | { end: 'stopped' }
  /** The error that came too often in a row. */
  | { end: 'tripped'; error: WechatPayError };

type SendTask = Extract<Task, { todo: 'create' | 'read' }>;

/** How many rows may wait beside each one that is sent: to be read back, or for another row with the same order. */
const WAITING_PER_TURN = 16;

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
export async function runBatch(setup: BatchSetup): Promise<BatchEnd> {
  const { sender, breaker, record, onSkip, signal } = setup;
  const tasks = createTasks(setup);
  const queue = tasksOf(setup.rows, tasks);
  // Fires when, for whatever reason, no further row is to be begun.
  const halt = new AbortController();
  // Every row that waits for its turn listens; beyond ten Node would warn of a leak.
  setMaxListeners(0, halt.signal);
  let failure: { cause: unknown } | undefined;
  let exhausted = false;
  /** Whether a row was taken and not begun. */
  let givenUp = false;
  const stop = () => {
    if (halt.signal.aborted) return;
    halt.abort();
    setup.onHalt?.();
  };
  const fail = (cause: unknown) => {
    failure ??= { cause };
    stop();
  };

  const nextTask = async (): Promise<Task | undefined> => {
    try {
      const { value: task, done } = await queue.next();
      // An input that was closed because of the halt ends too, for one asker with an error, which is no news.
      if (!done) return task;
      if (!halt.signal.aborted) exhausted = true;
    } catch (error) {
      if (!halt.signal.aborted) throw error;
    }
    return undefined;
  };

  const noteEnd = (error: WechatPayError | undefined) => {
    breaker.note(error);
    if (breaker.tripped) stop();
  };

  const sendAndRecord = async (task: SendTask, onSettling: () => void): Promise<void> => {
    const { row, order, todo, settle } = task;
    let isNoted = false;
    let sent: Sent | undefined;
    try {
      sent = await (todo === 'create'
        ? sender.create(order, halt.signal, (error) => {
            // Not first when it is settled: against a server that answers nothing, the run has to end soon.
            noteEnd(error);
            isNoted = true;
            onSettling();
          })
        : sender.read(order.out_order_no, halt.signal));
      if (sent === undefined) {
        givenUp = true;
        return;
      }
      const error = 'error' in sent.ending ? sent.ending.error : undefined;
      if (!isNoted || error === undefined) noteEnd(error);
      await record({ ...resultOf(row), ...sent }, row);
    } finally {
      settle(sent);
    }
  };

  const aside = new Set<Promise<void>>();

  /** Gives the turn of a row that only waits to the next one, unless too many wait. */
  const letWait = async (row: Promise<void>): Promise<void> => {
    if (aside.size >= setup.concurrency * WAITING_PER_TURN) return row;
    const kept = row.catch(fail).finally(() => aside.delete(kept));
    aside.add(kept);
    return undefined;
  };

  /** Sends the order of a row. While it is only read back from time to time, it waits. */
  const send = async (task: SendTask): Promise<void> => {
    const { promise: isSettling, resolve: onSettling } = deferred<'settling'>();
    const sent = sendAndRecord(task, () => onSettling('settling'));
    if ((await Promise.race([sent, isSettling])) === 'settling') await letWait(sent);
  };

  const share = async ({ with: other, row }: Extract<Task, { todo: 'share' }>): Promise<void> => {
    const shared = await other;
    if (shared === undefined) givenUp = true;
    else await record({ ...resultOf(row), ...shared }, row);
  };

  const carryOut = async (task: Task): Promise<void> => {
    const { row } = task;
    const result = resultOf(row);
    switch (task.todo) {
      case 'create':
      case 'read':
        return send(task);
      case 'skip':
        return onSkip(task.status, row);
      case 'refuse':
        return record({ ...result, attempts: 0, ending: { error: task.error } }, row);
      case 'share':
        return letWait(share(task));
    }
  };

  const work = async (): Promise<void> => {
    try {
      while (!halt.signal.aborted) {
        const task = await nextTask();
        if (task === undefined) return;
        if (halt.signal.aborted) {
          if ('settle' in task) task.settle(undefined);
          givenUp = true;
          return;
        }
        await carryOut(task);
      }
    } catch (error) {
      fail(error);
    }
  };

  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(Array.from({ length: setup.concurrency }, work));
    await Promise.all(aside);
  } finally {
    signal.removeEventListener('abort', stop);
    await queue.return();
  }
  if (failure) throw failure.cause;
  if (breaker.tripped) return { end: 'tripped', error: breaker.tripped };
  return { end: exhausted && !givenUp ? 'finished' : 'stopped' };
}
