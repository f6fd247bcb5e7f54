import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { deferred } from '../../../src/batch/plan/tasks.js';
import { createBreaker } from '../../../src/batch/send/breaker.js';
import { type Pool, type PoolSetup, runPool } from '../../../src/batch/send/pool.js';
import { NetworkError } from '../../../src/errors.js';
import { rejection } from '../../helpers/harness.js';

/** Tasks that are called by number, and whether their source was closed. */
const numbered = (count: number) => {
  const source = { isClosed: false, taken: 0 };
  const tasks = async function* () {
    try {
      for (let at = 1; at <= count; at += 1) {
        source.taken = at;
        yield at;
      }
    } finally {
      source.isClosed = true;
    }
  };
  return { source, tasks: tasks() };
};

/** A run whose every task stays under way until it is let go. */
const start = (setup: Partial<PoolSetup<number>> & Pick<PoolSetup<number>, 'tasks'>) => {
  const begun: number[] = [];
  const ended: number[] = [];
  const dropped: number[] = [];
  let halts = 0;
  const pools: Pool[] = [];
  const gates = new Map<number, ReturnType<typeof deferred<void>>>();
  const gate = (task: number) => {
    const found = gates.get(task) ?? deferred<void>();
    gates.set(task, found);
    return found;
  };
  const stop = new AbortController();
  const run = runPool<number>({
    concurrency: 2,
    breaker: createBreaker(0),
    signal: stop.signal,
    carryOut: async (task, pool) => {
      begun.push(task);
      pools.push(pool);
      await gate(task).promise;
      ended.push(task);
    },
    drop: (task) => dropped.push(task),
    onHalt: () => {
      halts += 1;
    },
    ...setup,
  });
  return { run, begun, ended, dropped, pools, stop, halts: () => halts, letGo: (task: number) => gate(task).resolve() };
};

/** Until everything that needs no event from outside has happened. */
const settled = async () => {
  for (let at = 0; at < 5; at += 1) await nextTurn();
};

const lost = () => new NetworkError('lost', { code: 'ECONNRESET', outcome: 'unknown' });

describe('a run', () => {
  it('has so many tasks under way, begins the next when one ends, and ends with the last', async () => {
    const { tasks, source } = numbered(4);
    const { run, begun, letGo, halts } = start({ tasks });
    await settled();
    expect(begun).toEqual([1, 2]);
    letGo(2);
    await settled();
    expect(begun).toEqual([1, 2, 3]);
    for (const task of [1, 3, 4]) letGo(task);
    expect(await run).toEqual({ end: 'finished' });
    expect(begun).toEqual([1, 2, 3, 4]);
    expect([source.isClosed, halts()]).toEqual([true, 0]);
  });

  it('that is stopped begins nothing more, and ends when what is under way has ended', async () => {
    const { tasks, source } = numbered(9);
    const { run, begun, ended, letGo, stop, halts, pools } = start({ tasks });
    await settled();
    stop.abort();
    expect([halts(), pools.map(({ halt }) => halt.aborted)]).toEqual([1, [true, true]]);
    let isOver = false;
    run.finally(() => {
      isOver = true;
    });
    letGo(1);
    await settled();
    expect(isOver).toBe(false);
    letGo(2);
    expect(await run).toEqual({ end: 'stopped' });
    expect([begun, ended]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect([source.isClosed, halts()]).toEqual([true, 1]);
  });

  it('that was stopped before it began takes nothing', async () => {
    const { tasks, source } = numbered(3);
    const { run, begun, halts } = start({ tasks, signal: AbortSignal.abort() });
    expect(await run).toEqual({ end: 'stopped' });
    expect([begun, source.taken, halts()]).toEqual([[], 0, 1]);
  });

  it('that is stopped after its last task was taken and ended is finished', async () => {
    const { tasks } = numbered(1);
    const { run, letGo, stop } = start({ tasks });
    await settled();
    letGo(1);
    await settled();
    stop.abort();
    expect(await run).toEqual({ end: 'finished' });
  });

  it('that is stopped while its last task is under way has carried out everything', async () => {
    const { tasks } = numbered(1);
    const { run, letGo, stop, ended } = start({ tasks });
    await settled();
    stop.abort();
    letGo(1);
    expect(await run).toEqual({ end: 'finished' });
    expect(ended).toEqual([1]);
  });

  it('drops what was asked for before it was stopped and comes after', async () => {
    const late = deferred<void>();
    const tasks = async function* () {
      await late.promise;
      yield 1;
    };
    const { run, begun, dropped, stop } = start({ tasks: tasks() });
    await settled();
    stop.abort();
    late.resolve();
    expect(await run).toEqual({ end: 'stopped' });
    expect([begun, dropped]).toEqual([[], [1]]);
  });

  it('does not finish with a task that was given up', async () => {
    const { tasks } = numbered(1);
    const { run } = start({ tasks, carryOut: async (_, pool) => pool.giveUp() });
    expect(await run).toEqual({ end: 'stopped' });
  });

  it('leaves nothing behind at the signal', async () => {
    const stop = new AbortController();
    let halts = 0;
    const onHalt = () => {
      halts += 1;
    };
    await start({ tasks: numbered(0).tasks, signal: stop.signal, onHalt }).run;
    stop.abort();
    expect(halts).toBe(0);
  });

  it('may have any number of listeners to its end', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const carryOut = async (_: number, { halt }: Pool) => {
      for (let at = 0; at < 20; at += 1) halt.addEventListener('abort', () => {});
    };
    await start({ tasks: numbered(1).tasks, carryOut }).run;
    await settled();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});

describe('a failure', () => {
  it('of a task stops the run, which ends with it once the others have ended', async () => {
    const { tasks, source } = numbered(9);
    const begun: number[] = [];
    const [one, other] = [deferred<void>(), deferred<void>()];
    const bug = new TypeError('a bug');
    const { run, halts } = start({
      tasks,
      carryOut: async (task) => {
        begun.push(task);
        await (task === 1 ? one : other).promise;
        if (task === 1) throw bug;
        throw new TypeError('a later one');
      },
    });
    const failed = rejection(run);
    await settled();
    one.resolve();
    await settled();
    expect([begun, halts()]).toEqual([[1, 2], 1]);
    other.resolve();
    expect(await failed).toBe(bug);
    expect([source.isClosed, halts()]).toEqual([true, 1]);
  });

  it('of the input stops the run, but not when it was stopped before', async () => {
    const broken = async function* () {
      yield 1;
      throw new TypeError('cannot be read');
    };
    const carryOut = async () => {};
    expect(await rejection(start({ tasks: broken(), carryOut }).run)).toMatchObject({ message: 'cannot be read' });
    const closed = deferred<void>();
    const closing = async function* () {
      yield 1;
      await closed.promise;
      throw new TypeError('closed');
    };
    const { run, stop } = start({ tasks: closing(), carryOut });
    await settled();
    stop.abort();
    closed.resolve();
    expect(await run).toEqual({ end: 'stopped' });
  });

  it('that comes so often that the breaker trips ends the run with it', async () => {
    const { tasks } = numbered(9);
    const begun: number[] = [];
    const error = lost();
    const { run, halts } = start({
      tasks,
      concurrency: 1,
      breaker: createBreaker(3),
      carryOut: async (task, pool) => {
        begun.push(task);
        pool.noteEnd(error);
      },
    });
    expect(await run).toEqual({ end: 'tripped', error });
    expect([begun, halts()]).toEqual([[1, 2, 3], 1]);
  });

  it('that does not trip the breaker ends nothing', async () => {
    const { tasks } = numbered(4);
    const run = start({
      tasks,
      concurrency: 1,
      breaker: createBreaker(2),
      carryOut: async (task, pool) => pool.noteEnd(task % 2 === 0 ? lost() : undefined),
    });
    expect(await run.run).toEqual({ end: 'finished' });
    expect(run.halts()).toBe(0);
  });
});

describe('a task that only waits', () => {
  it('gives its turn to the next one, and the run ends no sooner than it', async () => {
    const { tasks } = numbered(3);
    const waiting = deferred<void>();
    const begun: number[] = [];
    const { run } = start({
      tasks,
      concurrency: 1,
      carryOut: async (task, pool) => {
        begun.push(task);
        if (task === 1) await pool.letWait(waiting.promise);
      },
    });
    let isOver = false;
    run.finally(() => {
      isOver = true;
    });
    await settled();
    expect([begun, isOver]).toEqual([[1, 2, 3], false]);
    waiting.resolve();
    expect(await run).toEqual({ end: 'finished' });
  });

  it('keeps its turn when sixteen others wait for each turn, until one of them ends', async () => {
    const { tasks } = numbered(40);
    const waits: ReturnType<typeof deferred<void>>[] = [];
    const { run } = start({
      tasks,
      concurrency: 2,
      carryOut: async (_, pool) => {
        const wait = deferred<void>();
        waits.push(wait);
        await pool.letWait(wait.promise);
      },
    });
    await settled();
    expect(waits).toHaveLength(2 * 16 + 2);
    waits[0]?.resolve();
    await settled();
    // Those that kept their turns still have them.
    expect(waits).toHaveLength(2 * 16 + 2);
    waits[33]?.resolve();
    await settled();
    expect(waits).toHaveLength(2 * 16 + 4);
    for (const wait of waits) wait.resolve();
    await settled();
    for (const wait of waits) wait.resolve();
    expect(await run).toEqual({ end: 'finished' });
  });

  it('and fails stops the run', async () => {
    const bug = new TypeError('a bug');
    const { run, halts } = start({
      tasks: numbered(1).tasks,
      carryOut: (_, pool) => pool.letWait(Promise.reject(bug)),
    });
    expect(await rejection(run)).toBe(bug);
    expect(halts()).toBe(1);
  });
});

it('a run need not tell of its end', async () => {
  const { run, stop, letGo } = start({ tasks: numbered(9).tasks, onHalt: undefined });
  await settled();
  const stopped = once(stop.signal, 'abort');
  stop.abort();
  await stopped;
  letGo(1);
  letGo(2);
  expect(await run).toEqual({ end: 'stopped' });
});
