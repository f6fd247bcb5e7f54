import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RawRow } from '../../../src/batch/input/raw-row.js';
import { createDuplicates } from '../../../src/batch/plan/duplicates.js';
import { createPlanner, type PlannedRow } from '../../../src/batch/plan/plan-row.js';
import { deferred } from '../../../src/batch/plan/tasks.js';
import { createPreviousResults } from '../../../src/batch/results/previous-results.js';
import { type RowResult, statusOf } from '../../../src/batch/results/result-line.js';
import { createBreaker } from '../../../src/batch/send/breaker.js';
import type { RateLimiter } from '../../../src/batch/send/rate-limiter.js';
import { type BatchSetup, runBatch } from '../../../src/batch/send/run-batch.js';
import { createSender } from '../../../src/batch/send/send-row.js';
import { ConfigError } from '../../../src/errors.js';
import type { CallerOptions } from '../../../src/http/types.js';
import { type Harness, rejection, startHarness } from '../../helpers/harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.dispose());
afterEach(() => harness.sandbox.clearFaults());

/** Rows as an input brings them, all at once. */
async function* inputOf(rows: readonly Record<string, unknown>[]): AsyncGenerator<RawRow[], void> {
  yield rows.map((fields, at) => ({ line: at + 2, text: JSON.stringify(fields), fields }));
}

let batches = 0;
/** Numbers of a batch of its own: the sandbox keeps what the one before has created. */
const numbers = () => {
  batches += 1;
  const prefix = `b${batches}`;
  return (name: string) => ({ out_order_no: `${prefix}-${name}`, openid: 'o1' });
};

interface Setup extends Partial<BatchSetup> {
  caller?: Partial<CallerOptions>;
  limiter?: Partial<RateLimiter>;
}

/** A batch against the sandbox: what it sent, what it kept, and what it told the breaker. */
const start = (rows: BatchSetup['rows'], { caller, limiter, ...replaced }: Setup = {}) => {
  const before = harness.sandbox.requests().length;
  const kept: RowResult[] = [];
  const rowsKept: PlannedRow[] = [];
  const skipped: unknown[] = [];
  const notes: (string | undefined)[] = [];
  const stop = new AbortController();
  const noLimit: RateLimiter = { take: async () => {}, slowDown: () => {}, rate: Number.POSITIVE_INFINITY, ...limiter };
  const ended = runBatch({
    rows,
    plan: createPlanner({
      id: '',
      defaults: { notifyUrl: 'https://example.com/notify' },
      allowLoopback: false,
      ignore: [],
      keep: ['note'],
    }),
    duplicates: createDuplicates(true),
    sender: createSender(harness.caller({ retries: 0, ...caller }), noLimit),
    breaker: { note: (error) => notes.push(error?.code), tripped: undefined },
    concurrency: 1,
    record: async (result, row) => {
      kept.push(result);
      rowsKept.push(row);
    },
    onSkip: (status, row) => {
      skipped.push([status, row.outOrderNo]);
    },
    signal: stop.signal,
    ...replaced,
  });
  const sent = () =>
    harness.sandbox
      .requests()
      .slice(before)
      .map(({ method }) => method);
  const lines = () => kept.map((result) => [result.line, statusOf(result), result.attempts]);
  return { ended, kept, rowsKept, skipped, notes, stop, sent, lines };
};

/** Until everything that needs no event from outside has happened. */
const settled = async () => {
  for (let at = 0; at < 5; at += 1) await nextTurn();
};

/** A limiter whose turns are held back until they are given. */
const heldTurns = () => {
  const turn = deferred<void>();
  let asked = 0;
  const take = async (signal?: AbortSignal) => {
    asked += 1;
    const given = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await Promise.race([turn.promise, given]);
  };
  return { limiter: { take }, asked: () => asked, give: () => turn.resolve() };
};

/** The pauses between readings that settle an order, held back until they are let go. */
const heldPauses = () => {
  const begun = deferred<void>();
  const over = deferred<void>();
  let passed = 0;
  const sleep = async (ms: number) => {
    begun.resolve();
    await over.promise;
    passed += ms;
  };
  return {
    caller: { environment: { sleep, monotonic: () => performance.now() + passed } },
    begun: begun.promise,
    letGo: () => over.resolve(),
  };
};

describe('a batch', () => {
  it('sends the order of every row and keeps what came of it', async () => {
    const row = numbers();
    const rows = [{ ...row('1'), note: 'mine' }, { ...row('2'), openid: 7 }, row('3')];
    const { ended, kept, rowsKept, sent, lines, notes } = start(inputOf(rows));
    expect(await ended).toEqual({ end: 'finished' });
    expect(lines()).toEqual([
      [2, 'created', 1],
      [3, 'failed', 0],
      [4, 'created', 1],
    ]);
    expect(kept).toMatchObject([
      { outOrderNo: row('1').out_order_no, kept: { note: 'mine' }, ending: { order: expect.any(Buffer) } },
      { outOrderNo: row('2').out_order_no, kept: {}, ending: { error: { code: 'INVALID_ROW' } } },
      { outOrderNo: row('3').out_order_no },
    ]);
    expect(kept.map(({ digest }) => digest)).toEqual(rowsKept.map(({ digest }) => digest));
    expect(rowsKept.map(({ raw }) => raw.line)).toEqual([2, 3, 4]);
    expect(sent()).toEqual(['POST', 'POST']);
    expect(notes).toEqual([undefined, undefined]);
  });

  it('begins a row only when the result of the one before is kept', async () => {
    const row = numbers();
    const [asked, isKept] = [deferred<void>(), deferred<void>()];
    const record = () => {
      asked.resolve();
      return isKept.promise;
    };
    const { ended, sent } = start(inputOf([row('1'), row('2')]), { record });
    await asked.promise;
    await settled();
    expect(sent()).toEqual(['POST']);
    isKept.resolve();
    await ended;
    expect(sent()).toEqual(['POST', 'POST']);
  });

  it('has as many rows under way as it may', async () => {
    const row = numbers();
    const turns = heldTurns();
    const { ended, lines } = start(inputOf([row('1'), row('2'), row('3')]), { ...turns, concurrency: 2 });
    await settled();
    expect(turns.asked()).toBe(2);
    turns.give();
    await ended;
    expect(lines()).toHaveLength(3);
  });

  it('leaves out the rows of another shard', async () => {
    const row = numbers();
    const names = ['1', '2', '3', '4', '5', '6', '7', '8'];
    const shards = [1, 2].map((index) => start(inputOf(names.map(row)), { shard: { index, count: 2 } }));
    for (const { ended } of shards) expect(await ended).toEqual({ end: 'finished' });
    const [one = [], two = []] = shards.map(({ kept }) => kept.map(({ line }) => line));
    expect([...one, ...two].toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(one.length * two.length).toBeGreaterThan(0);
  });

  it('leaves out what an earlier run has settled, and tells of it', async () => {
    const row = numbers();
    const input = () => inputOf([row('1'), row('2')]);
    const first = start(input());
    await first.ended;
    const previous = createPreviousResults('results');
    for (const [at, { line, outOrderNo, digest }] of first.kept.entries()) {
      previous.add({ line, out_order_no: outOrderNo, digest, status: at === 0 ? 'created' : 'failed' });
    }
    const second = start(input(), { previous });
    expect(await second.ended).toEqual({ end: 'finished' });
    expect(second.skipped).toEqual([
      ['created', row('1').out_order_no],
      ['failed', row('2').out_order_no],
    ]);
    expect([second.kept, second.sent()]).toEqual([[], []]);
    const third = start(input(), { previous, retryFailed: true });
    await third.ended;
    expect(third.lines()).toEqual([[3, 'created', 1]]);
  });
});

describe('rows with one order', () => {
  it('under way at the same time share what comes of it', async () => {
    const row = numbers();
    const { ended, lines, kept, sent } = start(inputOf([row('1'), row('1')]), { concurrency: 2 });
    expect(await ended).toEqual({ end: 'finished' });
    expect(lines()).toEqual([
      [2, 'created', 1],
      [3, 'created', 1],
    ]);
    expect(kept[0]?.ending).toEqual(kept[1]?.ending);
    expect(sent()).toEqual(['POST']);
  });

  it('one after the other are read back', async () => {
    const row = numbers();
    const { ended, lines, sent } = start(inputOf([row('1'), row('1')]));
    await ended;
    expect(lines()).toEqual([
      [2, 'created', 1],
      [3, 'created', 0],
    ]);
    expect(sent()).toEqual(['POST', 'GET']);
  });

  it('are given up together, so that the batch is not finished', async () => {
    const row = numbers();
    const turns = heldTurns();
    const { ended, kept, stop } = start(inputOf([row('1'), row('1')]), { ...turns, concurrency: 2 });
    await settled();
    stop.abort(new Error('enough'));
    expect(await ended).toEqual({ end: 'stopped' });
    expect(kept).toEqual([]);
  });

  it('wait for none that cannot be signed', async () => {
    const row = numbers();
    const { mchid, serial, keyRing } = harness.sandbox.credentials;
    const problem = new ConfigError('no signature', { code: 'SIGNER_FAILED' });
    const credentials = { mchid, serial, keyRing, sign: () => Promise.reject(problem) };
    const { ended, kept } = start(inputOf([row('1'), row('1')]), { caller: { credentials }, concurrency: 2 });
    expect(await rejection(ended)).toBe(problem);
    expect(kept).toEqual([]);
  });
});

describe('an outcome that is not known', () => {
  it('is settled while the rows behind it go on, and those with the same order wait for it', async () => {
    const row = numbers();
    const pauses = heldPauses();
    harness.sandbox.queueFaults(['500']);
    const recorded = deferred<void>();
    const lines: unknown[] = [];
    const { ended } = start(inputOf([row('1'), row('1'), row('2')]), {
      ...pauses,
      record: async (result) => {
        lines.push([result.line, statusOf(result)]);
        recorded.resolve();
      },
    });
    await pauses.begun;
    await recorded.promise;
    expect(lines).toEqual([[4, 'created']]);
    pauses.letGo();
    expect(await ended).toEqual({ end: 'finished' });
    expect(lines.slice(1).toSorted()).toEqual([
      [2, 'unknown'],
      [3, 'unknown'],
    ]);
  });

  it('is told to the breaker at once, and only once', async () => {
    const row = numbers();
    const pauses = heldPauses();
    harness.sandbox.queueFaults(['500']);
    const { ended, notes, lines } = start(inputOf([row('1')]), pauses);
    await pauses.begun;
    expect(notes).toHaveLength(1);
    pauses.letGo();
    await ended;
    expect(lines()).toEqual([[2, 'unknown', 1]]);
    expect(notes).toEqual([expect.any(String)]);
  });

  it('that turns out well later is told, too', async () => {
    const row = numbers();
    harness.sandbox.queueFaults(['500-after-store', '500']);
    const { ended, notes, lines } = start(inputOf([row('1')]));
    await ended;
    expect(lines()).toEqual([[2, 'created', 1]]);
    expect(notes).toEqual([expect.any(String), undefined]);
  });
});

describe('a refusal', () => {
  it('is kept, and told to the breaker, which may end the batch', async () => {
    const row = numbers();
    harness.sandbox.queueFaults(['noauth', 'noauth']);
    const once = start(inputOf([row('1')]));
    await once.ended;
    expect([once.lines(), once.notes]).toEqual([[[2, 'failed', 1]], ['NOAUTH']]);
    harness.sandbox.clearFaults();
    harness.sandbox.queueFaults(['noauth', 'noauth', 'noauth']);
    const tripped = start(inputOf([row('2'), row('3'), row('4')]), { breaker: createBreaker(2) });
    expect(await tripped.ended).toMatchObject({ end: 'tripped', error: { code: 'NOAUTH' } });
    expect(tripped.lines()).toEqual([
      [2, 'failed', 1],
      [3, 'failed', 1],
    ]);
  });
});

describe('a batch that is stopped', () => {
  it('tells so, gives up what waits for its turn, and is not finished', async () => {
    const row = numbers();
    const turns = heldTurns();
    let halts = 0;
    const onHalt = () => {
      halts += 1;
    };
    const { ended, kept, sent, stop } = start(inputOf([row('1')]), { ...turns, onHalt });
    await settled();
    stop.abort(new Error('enough'));
    expect(await ended).toEqual({ end: 'stopped' });
    expect([kept, sent(), halts]).toEqual([[], [], 1]);
  });

  it('for want of a place for results ends with that, and keeps what is under way', async () => {
    const row = numbers();
    const full = new Error('full');
    const kept: number[] = [];
    const { ended, sent } = start(inputOf([row('1'), row('2'), row('3')]), {
      concurrency: 2,
      record: async ({ line }) => {
        if (kept.push(line) === 1) throw full;
      },
    });
    expect(await rejection(ended)).toBe(full);
    expect([kept.length, sent().length]).toEqual([2, 2]);
  });
});
