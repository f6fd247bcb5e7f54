import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrder } from '../../src/insurance/orders.js';
import { isPending, pollOrder, readFirst } from '../../src/insurance/poll.js';
import { getOrder } from '../../src/insurance/read-back.js';
import { insuranceOrder } from '../../src/insurance/schema.js';
import { type Harness, newOrder, rejection, startHarness } from '../helpers/harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ receiveAfter: 3_600_000 });
});
afterAll(() => harness.dispose());

const start = async () => {
  const order = newOrder();
  return createOrder(harness.caller(), order);
};
const waited = () => harness.pauses.reduce((sum, pause) => sum + pause, 0);

describe('a state', () => {
  it.each([
    ['RECEIVING', true],
    ['', true],
    ['RECEIVED', false],
    ['FAILED', false],
    ['SOMETHING_NEW', false],
  ])('%j is awaited further: %j', async (state, expected) => {
    const { value } = await start();
    const parsed = insuranceOrder.parse({ ...value, order_receive_state: state });
    expect(isPending(parsed)).toBe(expected);
  });
});

describe('polling', () => {
  it('ends when its time is over, though the clock of the machine is set back all the while', async () => {
    let now = Date.now();
    const caller = harness.caller({
      environment: {
        now: () => {
          now -= 100;
          return now;
        },
      },
    });
    const first = await start();
    harness.pauses.length = 0;
    const { latest, problem } = await pollOrder(caller, first, { seconds: 30 });
    expect(latest.value.order_receive_state).toBe('RECEIVING');
    expect(problem).toBeUndefined();
    expect(waited()).toBeGreaterThan(25_000);
    expect(waited()).toBeLessThanOrEqual(30_000);
  });

  it('waits longer each time, at most 5 s', async () => {
    const first = await start();
    harness.pauses.length = 0;
    await pollOrder(harness.caller(), first, { seconds: 20 });
    expect(harness.pauses.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
  });

  it('survives a failed reading, and tells of it only when it was the last one', async () => {
    const first = await start();
    harness.sandbox.queueFaults(['500', 'tampered']);
    expect((await pollOrder(harness.caller(), first, { seconds: 10 })).problem).toBeUndefined();
    harness.sandbox.queueFaults(Array(20).fill('500'));
    const { problem, latest } = await pollOrder(harness.caller(), first, { seconds: 10 });
    expect(problem).toMatchObject({ type: 'network', status: 500 });
    expect(latest).toBe(first);
    harness.sandbox.clearFaults();
  });

  it('reports every change of state, and ends with a final one', async () => {
    const quick = await startHarness({ receiveAfter: 400 });
    const first = await createOrder(quick.caller(), newOrder());
    const seen: string[] = [];
    const { latest } = await pollOrder(quick.caller({ environment: { sleep: (ms) => delay(ms) } }), first, {
      seconds: 10,
      onChange: ({ value }) => {
        seen.push(value.order_receive_state);
      },
    });
    await quick.dispose();
    expect(seen).toEqual(['RECEIVED']);
    expect(latest.value.order_receive_state).toBe('RECEIVED');
  });
});

describe('the first reading of a watch', () => {
  it('is retried while it fails, and refused at once when there is no such order', async () => {
    const { value } = await start();
    harness.sandbox.queueFaults(['500', '502-html']);
    const found = await readFirst(harness.caller(), value.out_order_no, { seconds: 10 });
    expect(found.value).toEqual((await getOrder(harness.caller(), value)).value);
    harness.pauses.length = 0;
    expect(await rejection(readFirst(harness.caller(), 'nowhere', { seconds: 10 }))).toMatchObject({ status: 404 });
    expect(harness.pauses).toEqual([]);
  });
});
