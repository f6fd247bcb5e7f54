import { setMaxListeners } from 'node:events';
import type { WechatPayError } from '../../errors.js';
import type { Breaker } from './breaker.js';

/** How a run ended: with the last task, on demand, or because all fail for one cause. */
export type RunEnd =
  | { end: 'finished' }
  | { end: 'stopped' }
  /** The error that came too often in a row. */
  | { end: 'tripped'; error: WechatPayError };

/** What carrying out a task may do with the run. */
export interface Pool {
  /** Fires when, for whatever reason, no further task is to be begun. */
  halt: AbortSignal;
  /** Notes that a task was taken and not carried out, because of `halt`. */
  giveUp: () => void;
  /** Notes how a task ended, for the breaker. */
  noteEnd: (error: WechatPayError | undefined) => void;
  /** Gives the turn of a task that only waits to the next one, unless too many wait. */
  letWait: (task: Promise<void>) => Promise<void>;
}

/** A run that is ready to begin. */
export interface PoolSetup<T> {
  tasks: AsyncGenerator<T, void>;
  /** How many tasks are under way at the same time, beside those that wait. */
  concurrency: number;
  /** A rejection stops the run. */
  carryOut: (task: T, pool: Pool) => Promise<void>;
  /** Called instead with a task that was taken when the run was halted. */
  drop: (task: T) => void;
  breaker: Breaker;
  /** Fires when no further task is to be begun. */
  signal: AbortSignal;
  /** Called when that is so, for whatever reason: an input that has nothing to give must not keep the run waiting. */
  onHalt?: (() => void) | undefined;
}

/** How many tasks may wait beside each one that is under way. */
const WAITING_PER_TURN = 16;

/**
 * Carries out tasks, so many at a time. Those that are under way are always ended, however the run ends.
 * @throws what `tasks` and `carryOut` throw, once the tasks under way have ended
 */
export async function runPool<T>(setup: PoolSetup<T>): Promise<RunEnd> {
  const { tasks, breaker, signal } = setup;
  const halt = new AbortController();
  // Every task that waits for its turn listens; beyond ten Node would warn of a leak.
  setMaxListeners(0, halt.signal);
  let failure: { cause: unknown } | undefined;
  let exhausted = false;
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

  const nextTask = async (): Promise<T | undefined> => {
    try {
      const { value: task, done } = await tasks.next();
      // An input that was closed because of the halt ends too, for one asker with an error, which is no news.
      if (!done) return task;
      if (!halt.signal.aborted) exhausted = true;
    } catch (error) {
      if (!halt.signal.aborted) throw error;
    }
    return undefined;
  };

  const aside = new Set<Promise<void>>();
  const pool: Pool = {
    halt: halt.signal,
    giveUp: () => {
      givenUp = true;
    },
    noteEnd: (error) => {
      breaker.note(error);
      if (breaker.tripped) stop();
    },
    letWait: async (task) => {
      if (aside.size >= setup.concurrency * WAITING_PER_TURN) return task;
      const kept = task.catch(fail).finally(() => aside.delete(kept));
      aside.add(kept);
      return undefined;
    },
  };

  const work = async (): Promise<void> => {
    try {
      while (!halt.signal.aborted) {
        const task = await nextTask();
        if (task === undefined) return;
        if (halt.signal.aborted) {
          setup.drop(task);
          givenUp = true;
          return;
        }
        await setup.carryOut(task, pool);
      }
    } catch (error) {
      fail(error);
    }
  };

  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  try {
    await Promise.all(Array.from({ length: setup.concurrency }, work));
    await Promise.all(aside);
  } finally {
    signal.removeEventListener('abort', stop);
    await tasks.return();
  }
  if (failure) throw failure.cause;
  if (breaker.tripped) return { end: 'tripped', error: breaker.tripped };
  return { end: exhausted && !givenUp ? 'finished' : 'stopped' };
}
