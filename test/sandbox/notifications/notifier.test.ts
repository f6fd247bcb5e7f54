import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryStore, type StoredOrder } from '../../../src/sandbox/api/order-store.js';
import { chooseDestination } from '../../../src/sandbox/notifications/destination.js';
import { createNotificationLog } from '../../../src/sandbox/notifications/notification-log.js';
import { createNotifier } from '../../../src/sandbox/notifications/notifier.js';
import type { HandlerResponse } from '../../../src/sandbox/notifications/post-notification.js';
import { toText } from '../../../src/shared/text.js';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-23T04:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const answer = (status: number | null): HandlerResponse => ({
  status,
  body: '',
  error: status === null ? toText('connect ECONNREFUSED') : null,
});

const orderDue = (receivedAt: number, number = 'N1', notify_url = 'http://127.0.0.1:1/notify'): StoredOrder => ({
  order_id: `id-of-${number}`,
  created_at: Date.now(),
  received_at: receivedAt,
  request: { out_order_no: number, openid: 'oUser', notify_url },
});

const setUp = (send: (count: number) => Promise<HandlerResponse>, speed = 1) => {
  const store = createMemoryStore();
  const calls: { at: number; id: string; number: string }[] = [];
  const notifier = createNotifier({
    store,
    send: ({ order, id }) => {
      calls.push({ at: Date.now(), id, number: order.request.out_order_no });
      return send(calls.length);
    },
    destination: (url) => chooseDestination(url, { allowHosts: [] }),
    now: Date.now,
    speed,
  });
  const schedule = async (order: StoredOrder) => {
    await store.add(order);
    notifier.schedule(order);
  };
  return { store, notifier, calls, schedule };
};

const DAY = 86_400_000;

describe('the schedule', () => {
  it('is the documented one: after the change 0 s, then 15, 15, 30, 180, 1800 four times, 3600, and no more', async () => {
    const { calls, notifier, schedule } = setUp(async () => answer(500));
    const change = Date.now() + 2000;
    await schedule(orderDue(change));
    await vi.advanceTimersByTimeAsync(DAY);
    const gaps = calls.map(({ at }, index) => (at - (calls[index - 1]?.at ?? change)) / 1000);
    expect(gaps).toEqual([0, 15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(1);
    expect(calls[0]?.id).toMatch(/^EV-20261123120002\d{12}$/);
    const [sent, ...others] = notifier.sent();
    expect(others).toEqual([]);
    expect(sent).toMatchObject({
      id: calls[0]?.id,
      out_order_no: 'N1',
      url: 'http://127.0.0.1:1/notify',
      state: 'given-up',
    });
    expect(sent?.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(sent?.attempts[1]).toEqual({
      attempt: 2,
      at: '2026-11-23T04:00:17.000Z',
      status: 500,
      body: '',
      error: null,
    });
  });

  it('waits so long after the end of the attempt before, not after its beginning', async () => {
    const { calls, schedule } = setUp(async () => {
      await new Promise((resolve) => setTimeout(resolve, 4000));
      return answer(null);
    });
    await schedule(orderDue(Date.now()));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(calls.map(({ at }) => at - (calls[0]?.at ?? 0))).toEqual([0, 19_000]);
  });

  it('is divided by the speed; the time until the change is not', async () => {
    const { calls, schedule } = setUp(async () => answer(500), 100);
    const change = Date.now() + 2000;
    await schedule(orderDue(change));
    await vi.advanceTimersByTimeAsync(2000 + 150 + 150 + 300);
    expect(calls.map(({ at }) => at - change)).toEqual([0, 150, 300, 600]);
  });

  it.each([
    [200, 'taken'],
    [204, 'taken'],
    [201, 'pending'],
    [302, 'pending'],
    [401, 'pending'],
    [500, 'pending'],
    [null, 'pending'],
  ])('status %s leaves it %s', async (status, state) => {
    const { notifier, calls, schedule } = setUp(async () => answer(status));
    await schedule(orderDue(Date.now()));
    await vi.advanceTimersByTimeAsync(1000);
    expect(notifier.sent()).toMatchObject([{ state, attempts: [{ status }] }]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(calls).toHaveLength(state === 'taken' ? 1 : 2);
  });

  it('ends with the attempt that is taken, and shows why the others were not', async () => {
    const { notifier, calls, schedule } = setUp(async (count) => answer(count < 3 ? null : 204));
    await schedule(orderDue(Date.now()));
    await vi.advanceTimersByTimeAsync(DAY);
    expect(calls).toHaveLength(3);
    expect(notifier.sent()).toMatchObject([
      {
        state: 'taken',
        attempts: [{ status: null, error: 'connect ECONNREFUSED' }, { status: null }, { status: 204, error: null }],
      },
    ]);
  });
});

describe('many orders', () => {
  it('have one timer, and are told in the order of their changes', async () => {
    const { calls, schedule } = setUp(async () => answer(204));
    const start = Date.now();
    for (let i = 0; i < 10_000; i += 1) await schedule(orderDue(start + 1000 + ((i * 7919) % 10_000), `N${i}`));
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(calls).toHaveLength(10_000);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(10_000);
    expect(calls.every(({ at }, index) => at >= (calls[index - 1]?.at ?? 0))).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are sent to by 16 attempts at once at most, and by the next as soon as one ends', async () => {
    const waiting: ((answer: HandlerResponse) => void)[] = [];
    const { calls, schedule } = setUp(() => new Promise((resolve) => waiting.push(resolve)));
    for (let i = 0; i < 40; i += 1) await schedule(orderDue(Date.now(), `N${i}`));
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls).toHaveLength(16);
    waiting.shift()?.(answer(204));
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toHaveLength(17);
  });

  it('are shown in a log of the last thousand', () => {
    const log = createNotificationLog();
    for (let i = 0; i < 1002; i += 1) {
      log.record({
        id: `EV-${i}`,
        out_order_no: `N${i}`,
        order_receive_state: 'RECEIVED',
        url: '',
        state: 'taken',
        reason: null,
      });
    }
    expect(log.entries()).toHaveLength(1000);
    expect(log.entries().at(0)?.id).toBe('EV-2');
    expect(log.entries().at(-1)?.id).toBe('EV-1001');
  });
});

describe('nothing is sent', () => {
  it.each([
    'https://merchant.invalid/wechatpay/notify',
    'https://example.com/wechatpay/notify',
    'http://merchant.example.org/notify',
    'http://192.168.0.1/notify',
    'https://192.168.0.1/notify',
    'ftp://127.0.0.1/notify',
  ])('to %s', async (url) => {
    const { calls, notifier, schedule } = setUp(async () => answer(204));
    await schedule(orderDue(Date.now(), 'N1', url));
    await vi.advanceTimersByTimeAsync(DAY);
    expect(vi.getTimerCount()).toBe(0);
    expect(calls).toEqual([]);
    expect(notifier.sent()).toMatchObject([{ state: 'held-back', url, reason: expect.any(String), attempts: [] }]);
  });

  it('once it is closed, and no timer is left', async () => {
    const { calls, notifier, schedule } = setUp(async () => answer(500));
    await schedule(orderDue(Date.now()));
    await schedule(orderDue(Date.now() + 5000, 'N2'));
    await vi.advanceTimersByTimeAsync(1000);
    await notifier.close();
    expect(vi.getTimerCount()).toBe(0);
    await schedule(orderDue(Date.now(), 'N3'));
    await vi.advanceTimersByTimeAsync(DAY);
    expect(calls).toHaveLength(1);
  });
});

it('an order that cannot be read does not stop the others', async () => {
  const { store, calls, notifier, schedule } = setUp(async () => answer(204));
  vi.spyOn(store, 'get').mockRejectedValueOnce(new Error('damaged'));
  await schedule(orderDue(Date.now(), 'N1'));
  await schedule(orderDue(Date.now() + 10, 'N2'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls.map(({ number }) => number)).toEqual(['N2']);
  await notifier.close();
});
