import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOrder } from '../../src/insurance/orders.js';
import { getOrder } from '../../src/insurance/read-back.js';
import { FAULT_NAMES } from '../../src/sandbox/index.js';
import { type Harness, newOrder, rejection, startHarness } from '../helpers/harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.dispose());
beforeEach(() => {
  harness.pauses.length = 0;
});

const posts = (number: string) =>
  harness.sandbox.requests().filter(({ method, body }) => method === 'POST' && body.includes(`"${number}"`));
const reads = (number: string) =>
  harness.sandbox.requests().filter(({ method, target }) => method === 'GET' && target.endsWith(number));
const stored = async (number: string) =>
  (await harness.sandbox.orders()).filter(({ out_order_no }) => out_order_no === number).length;

/** Faults that one retry, with the identical body and number, gets over. */
const RETRIED = [
  'probe',
  '500',
  'systemerror',
  '500-after-store',
  'reset',
  'reset-after-store',
  'timeout',
  'timeout-after-store',
  '429',
  '502-html',
  'truncated',
  'invalid-json',
] as const;

/** Faults that must never be believed or retried: the response's signature is missing or does not verify. */
const FORGED = {
  unsigned: 'SIGNATURE_MISSING',
  'bad-signature': 'SIGNATURE_MISMATCH',
  'unknown-serial': 'SIGNATURE_UNKNOWN_SERIAL',
  skewed: 'SIGNATURE_EXPIRED',
  tampered: 'SIGNATURE_MISMATCH',
} as const;

/** Faults that would be the same next time; reading the order back settles what became of it. */
const SETTLED = ['huge', 'redirect'] as const;

/** Faults that are refusals by WeChat Pay, which a retry would not change. */
const REFUSED = { noauth: 'NOAUTH', 'param-403': 'PARAM_ERROR' } as const;

it('knows what to do with every fault of the sandbox', () => {
  const known = [...RETRIED, ...Object.keys(FORGED), ...SETTLED, ...Object.keys(REFUSED), 'slow'];
  expect(known.toSorted()).toEqual(FAULT_NAMES.toSorted());
});

describe('create', () => {
  it.each(RETRIED)('gets over %s with the identical body and number, and makes one order', async (fault) => {
    const order = newOrder();
    harness.sandbox.queueFaults([fault]);
    const { value } = await createOrder(harness.caller({ timeout: 1 }), order);
    expect(value.out_order_no).toBe(order.out_order_no);
    const sent = posts(order.out_order_no);
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(await stored(order.out_order_no)).toBe(1);
  });

  it.each(Object.entries(FORGED))('shows nothing of an answer that is %s, and says so', async (fault, code) => {
    const order = newOrder();
    harness.sandbox.queueFaults([fault]);
    const error = await rejection(createOrder(harness.caller(), order));
    expect(error).toMatchObject({ type: 'signature', code, outOrderNo: order.out_order_no });
    expect(String(error)).toContain(`order ${order.out_order_no} may have been created`);
    expect(JSON.stringify(error)).not.toContain('order_id');
    expect(posts(order.out_order_no)).toHaveLength(1);
  });

  it('says that it was a probe when probes do not end, and names the order and the next step', async () => {
    const order = newOrder();
    harness.sandbox.queueFaults(['probe', 'probe']);
    const error = await rejection(createOrder(harness.caller({ retries: 1 }), order));
    expect(error).toMatchObject({ type: 'signature', code: 'SIGNATURE_PROBE' });
    expect(error).toMatchObject({ hint: expect.stringContaining('When the cause is found, read the order.') });
    expect(posts(order.out_order_no)).toHaveLength(2);
  });

  it.each(SETTLED)('settles %s by reading the order back, and does not send it again', async (fault) => {
    const order = newOrder();
    harness.sandbox.queueFaults([fault]);
    const result = await createOrder(harness.caller(), order).catch((error: unknown) => error);
    expect(posts(order.out_order_no)).toHaveLength(1);
    const made = (await stored(order.out_order_no)) === 1;
    expect(reads(order.out_order_no).length).toBe(made ? 1 : 7);
    const expected = made ? { value: { openid: order.openid } } : { type: 'network', outcome: 'unknown' };
    expect(result).toMatchObject(expected);
  });

  it.each(Object.entries(REFUSED))('takes %s for a refusal, without a retry', async (fault, code) => {
    const order = newOrder();
    harness.sandbox.queueFaults([fault]);
    const error = await rejection(createOrder(harness.caller(), order));
    expect(error).toMatchObject({ type: 'api', status: 403, code });
    expect(String(error)).toContain(`order ${order.out_order_no} was refused`);
    expect(posts(order.out_order_no)).toHaveLength(1);
  });

  it('takes a slow answer that is within the limit', async () => {
    const order = newOrder();
    harness.sandbox.queueFaults(['slow']);
    const { value } = await createOrder(harness.caller(), order);
    expect(value.out_order_no).toBe(order.out_order_no);
  });

  it('an order whose answers were all lost is found by one get, and returned', async () => {
    const order = newOrder();
    harness.sandbox.queueFaults(['500-after-store', 'reset-after-store']);
    const { value } = await createOrder(harness.caller({ retries: 1 }), order);
    expect(value.out_order_no).toBe(order.out_order_no);
    expect(reads(order.out_order_no)).toHaveLength(1);
    expect(await stored(order.out_order_no)).toBe(1);
  });

  it('takes no signed 404 for proof that a lost attempt has created nothing', async () => {
    const order = newOrder();
    harness.sandbox.queueFaults(['500']);
    // No time passes but that of the pauses.
    const environment = { monotonic: () => harness.pauses.reduce((sum, pause) => sum + pause, 0) };
    const error = await rejection(createOrder(harness.caller({ retries: 0, environment }), order));
    expect(error).toMatchObject({ type: 'network', outcome: 'unknown', status: 500 });
    expect(String(error)).toContain(`order ${order.out_order_no} may have been created`);
    expect(String(error)).toMatch(/read back 7 times within 21 s, the last time: .* 404 RESOURCE_NOT_EXISTS/);
    expect(harness.pauses).toEqual([500, 1000, 2000, 4000, 8000, 5500]);
  });

  it('finds an order that is stored while it is read back', async () => {
    const order = newOrder();
    harness.sandbox.queueFaults(['500']);
    const second = harness.caller();
    const caller = harness.caller({
      retries: 0,
      environment: {
        sleep: async (ms) => {
          if (ms === 1000) await createOrder(second, order);
        },
      },
    });
    const { value } = await createOrder(caller, order);
    expect(value.out_order_no).toBe(order.out_order_no);
    expect(reads(order.out_order_no)).toHaveLength(3);
  });

  it('says "may have been created" when reading back fails too, with attempts and next steps', async () => {
    const order = newOrder();
    harness.sandbox.queueFaults(['500-after-store', '500-after-store', ...Array(12).fill('500')]);
    const error = await rejection(createOrder(harness.caller({ retries: 1 }), order));
    expect(error).toMatchObject({ type: 'network', outcome: 'unknown', outOrderNo: order.out_order_no });
    expect(String(error)).toContain(`order ${order.out_order_no} may have been created`);
    expect(String(error)).toContain('2 attempts');
    expect(error).toMatchObject({ hint: expect.stringContaining('again with the same out_order_no') });
    harness.sandbox.clearFaults();
  });

  it('does not believe an unsigned 404 while settling', async () => {
    const order = newOrder();
    harness.sandbox.queueFaults(['500', 'unsigned']);
    const error = await rejection(createOrder(harness.caller({ retries: 0 }), order));
    expect(error).toMatchObject({ outcome: 'unknown' });
    expect(String(error)).toContain('may have been created');
  });

  it('reports a forged answer while settling as what it is', async () => {
    const order = newOrder();
    harness.sandbox.queueFaults(['500-after-store', ...Array(12).fill('tampered')]);
    const error = await rejection(createOrder(harness.caller({ retries: 0 }), order));
    expect(error).toMatchObject({ type: 'signature', code: 'SIGNATURE_MISMATCH', outOrderNo: order.out_order_no });
    expect(String(error)).toContain(`order ${order.out_order_no} may have been created`);
    harness.sandbox.clearFaults();
  });

  it('says "not sent" when nobody listens, and "refused" when WeChat Pay says no', async () => {
    const order = newOrder();
    const unsent = await rejection(createOrder(harness.caller({ baseUrl: 'http://127.0.0.1:1', retries: 1 }), order));
    expect(unsent).toMatchObject({ type: 'network', outcome: 'not-sent', code: 'ECONNREFUSED' });
    expect(String(unsent)).toContain(`order ${order.out_order_no} was not sent`);
    const refused = await rejection(createOrder(harness.caller(), { ...order, notify_url: 'nonsense' }));
    expect(refused).toMatchObject({ type: 'api', status: 400, code: 'PARAM_ERROR', signed: true });
    expect(String(refused)).toContain(`order ${order.out_order_no} was refused`);
  });
});

describe('get', () => {
  it('tells an order that does not exist from every other failure', async () => {
    expect(await rejection(getOrder(harness.caller(), { out_order_no: 'nowhere' }))).toMatchObject({
      type: 'api',
      status: 404,
      code: 'RESOURCE_NOT_EXISTS',
      outOrderNo: 'nowhere',
      signed: true,
    });
  });

  it('tells a refusal that is not signed in full, and that it is not signed', async () => {
    harness.sandbox.queueFaults(['unsigned']);
    const error = await rejection(getOrder(harness.caller(), { out_order_no: 'nowhere' }));
    expect(error).toMatchObject({ type: 'api', status: 404, code: 'RESOURCE_NOT_EXISTS', signed: false });
    expect(error).toMatchObject({ requestId: expect.stringMatching(/-268512771$/), hint: expect.any(String) });
  });

  it.each(RETRIED)('is repeated after %s', async (fault) => {
    const order = newOrder();
    await createOrder(harness.caller(), order);
    harness.sandbox.queueFaults([fault]);
    const { value } = await getOrder(harness.caller({ timeout: 1 }), { out_order_no: order.out_order_no });
    expect(value.out_order_no).toBe(order.out_order_no);
    expect(reads(order.out_order_no)).toHaveLength(2);
  });
});
