import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRateLimiter, type RateLimiter } from '../../../src/batch/send/rate-limiter.js';
import { createSender } from '../../../src/batch/send/send-row.js';
import { type Harness, newOrder, rejection, startHarness } from '../../helpers/harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.dispose());

it.each([
  [['500', '500-after-store'], 1, 3],
  [['500-after-store'], 0, 2],
  [[], 0, 1],
] as const)(
  'with %j and %i repeats, all %i requests wait for their turn, the settling one too',
  async (faults, retries, requests) => {
    const caller = harness.caller({ retries });
    const limiter = createRateLimiter(undefined, caller.environment);
    let turns = 0;
    const counting = {
      ...limiter,
      take: async (signal?: AbortSignal) => {
        turns += 1;
        await limiter.take(signal);
      },
    };
    const before = harness.sandbox.requests().length;
    harness.sandbox.queueFaults([...faults]);
    const sent = await createSender(caller, counting).create(newOrder(), new AbortController().signal, () => {});
    expect(sent).toMatchObject({ attempts: retries + 1, ending: { order: expect.any(Buffer) } });
    expect(harness.sandbox.requests().length - before).toBe(requests);
    expect(turns).toBe(requests);
  },
);

describe('what becomes of a row', () => {
  const NO_LIMIT: RateLimiter = { take: async () => {}, slowDown: () => {}, rate: Number.POSITIVE_INFINITY };
  const never = new AbortController().signal;

  it('is its order, as it came', async () => {
    const order = newOrder();
    const sent = await createSender(harness.caller(), NO_LIMIT).create(order, never, () => {});
    const { ending } = sent ?? { ending: { order: Buffer.of() } };
    expect(JSON.parse('order' in ending ? ending.order.toString() : '')).toMatchObject({ openid: order.openid });
  });

  it('is the refusal, or that it is not known, which is told while the order is read back', async () => {
    const told: unknown[] = [];
    const sender = createSender(harness.caller({ retries: 0 }), NO_LIMIT);
    harness.sandbox.queueFaults(['noauth']);
    const refused = await sender.create(newOrder(), never, (error) => told.push(error));
    expect(refused).toMatchObject({ attempts: 1, ending: { error: { type: 'api', code: 'NOAUTH' } } });
    expect(told).toEqual([]);
    harness.sandbox.queueFaults(['500']);
    const unknown = await sender.create(newOrder(), never, (error) => told.push(error));
    expect(unknown).toMatchObject({ attempts: 1, ending: { error: { outcome: 'unknown' } } });
    expect(told).toEqual([expect.objectContaining({ status: 500 })]);
  });

  it('is nothing when the run is stopped before anything was sent', async () => {
    const stopped = AbortSignal.abort(new Error('enough'));
    const sender = createSender(harness.caller(), NO_LIMIT);
    const before = harness.sandbox.requests().length;
    expect(await sender.create(newOrder(), stopped, () => {})).toBeUndefined();
    expect(await sender.read('n1', stopped)).toBeUndefined();
    expect(harness.sandbox.requests()).toHaveLength(before);
  });

  it('is nothing when the run is stopped and nothing has arrived, but told where it may have', async () => {
    const stop = new AbortController();
    const limiter = { ...NO_LIMIT, slowDown: () => stop.abort(new Error('enough')) };
    harness.sandbox.queueFaults(['429']);
    expect(await createSender(harness.caller(), limiter).create(newOrder(), stop.signal, () => {})).toBeUndefined();
    const late = new AbortController();
    const sleep = async () => late.abort(new Error('enough'));
    harness.sandbox.queueFaults(['500-after-store']);
    const caller = harness.caller({ environment: { sleep } });
    const kept = await createSender(caller, NO_LIMIT).create(newOrder(), late.signal, () => {});
    expect(kept).toMatchObject({ ending: { order: expect.any(Buffer) } });
    const lost = new AbortController();
    harness.sandbox.queueFaults(['500']);
    const unstored = harness.caller({
      retries: 0,
      environment: { sleep: async () => lost.abort(new Error('enough')) },
    });
    const unknown = await createSender(unstored, NO_LIMIT).create(newOrder(), lost.signal, () => {});
    expect(unknown).toMatchObject({ attempts: 1, ending: { error: { outcome: 'unknown' } } });
    const refusing = new AbortController();
    harness.sandbox.queueFaults(['noauth']);
    const refused = createSender(
      harness.caller({ onTrace: ({ event }) => event === 'failure' && refusing.abort(new Error('enough')) }),
      NO_LIMIT,
    ).create(newOrder(), refusing.signal, () => {});
    expect(await refused).toMatchObject({ ending: { error: { code: 'NOAUTH' } } });
  });

  it('slows the run down at a 429, and at nothing else', async () => {
    let complaints = 0;
    const limiter = {
      ...NO_LIMIT,
      slowDown: () => {
        complaints += 1;
      },
    };
    harness.sandbox.queueFaults(['500', '429', '429']);
    await createSender(harness.caller(), limiter).create(newOrder(), never, () => {});
    expect(complaints).toBe(2);
  });

  it('waits for its turn even when the run is stopped, once it may have arrived', async () => {
    const signals: unknown[] = [];
    const limiter = {
      ...NO_LIMIT,
      take: async (signal?: AbortSignal) => {
        signals.push(signal === never ? 'may end' : signal);
      },
    };
    harness.sandbox.queueFaults(['429', '500']);
    await createSender(harness.caller(), limiter).create(newOrder(), never, () => {});
    expect(signals).toEqual(['may end', 'may end', undefined]);
  });

  it('is a bug where it is one', async () => {
    const limiter = { ...NO_LIMIT, take: () => Promise.reject(new TypeError('a bug')) };
    const sender = createSender(harness.caller(), limiter);
    expect(await rejection(sender.create(newOrder(), never, () => {}))).toBeInstanceOf(TypeError);
  });

  it('of an earlier row is its order read back, or never a failure', async () => {
    const order = newOrder();
    const sender = createSender(harness.caller({ retries: 0 }), NO_LIMIT);
    await sender.create(order, never, () => {});
    expect(await sender.read(order.out_order_no, never)).toMatchObject({
      attempts: 0,
      ending: { order: expect.any(Buffer) },
    });
    expect(await sender.read('nowhere', never)).toMatchObject({
      attempts: 0,
      ending: {
        error: {
          type: 'network',
          outcome: 'unknown',
          code: 'RESOURCE_NOT_EXISTS',
          status: 404,
          outOrderNo: 'nowhere',
          requestId: expect.any(String),
          message: expect.stringMatching(/nowhere.*404/),
        },
      },
    });
  });

  it('of an earlier row is not read again once the run is stopped', async () => {
    const stop = new AbortController();
    const sleep = async () => stop.abort(new Error('enough'));
    harness.sandbox.queueFaults(['500', '500']);
    const before = harness.sandbox.requests().length;
    const caller = harness.caller({ environment: { sleep } });
    await createSender(caller, NO_LIMIT).read('nowhere', stop.signal);
    expect(harness.sandbox.requests().length - before).toBe(2);
    harness.sandbox.clearFaults();
  });
});
