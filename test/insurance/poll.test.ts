import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Environment } from '../../src/http/types.js';
import { createOrder } from '../../src/insurance/orders.js';
import { isPending, pollOrder, readFirst } from '../../src/insurance/poll.js';
import { getOrder } from '../../src/insurance/read-back.js';
import { insuranceOrder } from '../../src/insurance/schema.js';
import { type Harness, newOrder, rejection, startHarness } from '../helpers/harness.js';
import { startSigningServer } from '../helpers/signing-server.js';

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

  it("does not take another user's order for this one, however well signed", async () => {
    const first = await start();
    const other = { ...first.value, openid: 'oSomebodyElse', order_receive_state: 'RECEIVED' };
    const server = await startSigningServer(() => ({ body: Buffer.from(JSON.stringify(other)) }));
    const caller = harness.caller({ baseUrl: server.url, credentials: server.credentials });
    const { latest, problem } = await pollOrder(caller, first, { seconds: 2 });
    await server.close();
    expect(latest).toBe(first);
    expect(problem).toMatchObject({ type: 'signature', code: 'RESPONSE_MISMATCH' });
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

describe('a poll', () => {
  // Only how long an attempt may take: it is over as soon as it has arrived.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  const open: Server[] = [];
  afterAll(() => {
    for (const server of open) server.close();
  });

  /** Starts a server for a host, and answers its URL. */
  const host = async (onRequest: RequestListener): Promise<string> => {
    const server = createServer(onRequest);
    open.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  };

  /** Two hosts that take requests in the same way, and a client of both whose time passes only in its pauses. */
  const hosts = async (onRequest: RequestListener, sleep?: Environment['sleep']) => {
    const asked: string[] = [];
    const noting = (name: string) =>
      host((request, response) => {
        asked.push(name);
        onRequest(request, response);
      });
    const [baseUrl, backupBaseUrl] = await Promise.all([noting('first'), noting('backup')]);
    harness.pauses.length = 0;
    let time = 0;
    const limits: string[] = [];
    const caller = harness.caller({
      baseUrl,
      backupBaseUrl,
      onTrace: (event) => {
        const [, limit] = event.event === 'failure' ? (/ within ([\d.]+) s$/.exec(event.message.en) ?? []) : [];
        if (limit !== undefined) limits.push(limit);
      },
      environment: {
        monotonic: () => time,
        sleep:
          sleep ??
          (async (ms) => {
            harness.pauses.push(ms);
            time += ms;
          }),
      },
    });
    return { caller, asked, limits };
  };
  const silent: RequestListener = () => vi.advanceTimersByTime(60_000);
  const failing: RequestListener = (_, response) => response.writeHead(500).end();

  it('is one attempt, bounded by the rest of the wait, and goes to the other host when one is silent', async () => {
    const first = await start();
    const { caller, asked, limits } = await hosts(silent);
    const { problem, latest } = await pollOrder(caller, first, { seconds: 4 });
    expect(problem).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(latest).toBe(first);
    expect(asked).toEqual(['first', 'backup', 'first', 'backup']);
    expect(limits).toEqual(['3.5', '2.5', '0.5', '0.25']);
    expect(harness.pauses).toEqual([500, 1000, 2000, 500]);
    const other = await hosts(failing);
    await pollOrder(other.caller, first, { seconds: 2 });
    expect(other.asked).toEqual(['first', 'first', 'first']);
  });

  it('ends with the reason of the signal', async () => {
    const first = await start();
    const stop = new AbortController();
    const reason = new Error('enough');
    const { caller, asked } = await hosts(failing, async () => {
      stop.abort(reason);
      stop.signal.throwIfAborted();
    });
    expect(await pollOrder(caller, first, { seconds: 4, signal: stop.signal })).toEqual({
      latest: first,
      problem: reason,
    });
    expect(asked).toEqual([]);
  });

  it('is not made when there is no time, or the state is final', async () => {
    const first = await start();
    const { caller, asked } = await hosts(failing);
    expect(await pollOrder(caller, first, { seconds: 0 })).toEqual({ latest: first });
    const final = { ...first, value: { ...first.value, order_receive_state: 'RECEIVED' } };
    expect(await pollOrder(caller, final, { seconds: 10 })).toEqual({ latest: final });
    expect(asked).toEqual([]);
  });

  it('tells only of states that have changed, and need not tell', async () => {
    const first = await start();
    const seen: string[] = [];
    const onChange = ({ value }: typeof first) => {
      seen.push(value.order_receive_state);
    };
    await pollOrder(harness.caller(), first, { seconds: 3, onChange });
    expect(seen).toEqual([]);
    await fetch(`${harness.sandbox.url}/__sandbox/orders/${first.value.out_order_no}`, {
      method: 'PATCH',
      body: JSON.stringify({ order_receive_state: 'FAILED' }),
    });
    const { latest } = await pollOrder(harness.caller(), first, { seconds: 3 });
    expect(latest.value.order_receive_state).toBe('FAILED');
  });

  it('of a watch is bounded likewise, and gives up when no further one fits', async () => {
    const { caller, asked, limits } = await hosts(silent);
    expect(await rejection(readFirst(caller, 'n1', { seconds: 12.5 }))).toMatchObject({ code: 'TIMEOUT' });
    expect(harness.pauses).toEqual([500, 1000, 2000, 4000]);
    expect(asked).toEqual(['first', 'backup', 'first', 'backup', 'first']);
    expect(limits).toEqual(['12.5', '12', '11', '9', '5']);
    const brief = await hosts(silent);
    await rejection(readFirst(brief.caller, 'n1', { seconds: 0.5 }));
    await rejection(readFirst(brief.caller, 'n1', { seconds: 0.1 }));
    expect(brief.limits).toEqual(['0.5', '0.25']);
    const stopped = await hosts(failing, () => Promise.reject(new Error('stopped')));
    expect(await rejection(readFirst(stopped.caller, 'n1', { seconds: 9 }))).toMatchObject({ message: 'stopped' });
  });

  it('of a watch asks the same host again while that responds', async () => {
    const { caller, asked } = await hosts(failing);
    expect(await rejection(readFirst(caller, 'n1', { seconds: 2 }))).toMatchObject({ status: 500 });
    expect(asked).toEqual(['first', 'first', 'first']);
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
