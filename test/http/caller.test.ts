import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseAuthorization } from '../../src/apiv3/authorization.js';
import type { CallRequest } from '../../src/http/types.js';
import { createOrder } from '../../src/insurance/orders.js';
import { type Harness, newOrder, rejection, startHarness } from '../helpers/harness.js';
import { type Prepared, startSigningServer } from '../helpers/signing-server.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.dispose());
beforeEach(() => {
  harness.pauses.length = 0;
  harness.trace.length = 0;
});

const read: CallRequest = { method: 'GET', target: '/v3/hire-power-bank/user-qualifications/o1', idempotent: true };
const write: CallRequest = { ...read, method: 'POST', body: Buffer.from('{}'), idempotent: false };

describe('every request', () => {
  it('says which key it can verify with, what it accepts, and who it is, GET too', async () => {
    await harness.caller().call(read);
    const headers = harness.sandbox.requests().at(-1)?.headers;
    expect(headers).toMatchObject({
      accept: 'application/json',
      'wechatpay-serial': harness.sandbox.credentials.keyRing.ids[0],
    });
    expect(headers?.['user-agent']).toMatch(/^wxpay\/\d+\.\d+\.\d+ \(node \d+/);
  });

  it('is signed over the bytes that are sent, Chinese and accents too', async () => {
    const order = { ...newOrder(), openid: '用户é', service_id: '中文' };
    const { value } = await createOrder(harness.caller(), order);
    expect(value.openid).toBe('用户é');
  });

  it('is signed anew for every attempt', async () => {
    harness.sandbox.queueFaults(['500', '500']);
    const before = harness.sandbox.requests().length;
    let time = Date.now();
    const now = () => {
      time += 1000;
      return time;
    };
    await harness.caller({ environment: { now } }).call(read);
    const sent = harness.sandbox.requests().slice(before);
    const parts = sent.map(({ headers }) => {
      const parsed = parseAuthorization(headers['authorization']?.toString());
      return parsed.ok ? parsed.authorization : undefined;
    });
    expect(parts).toHaveLength(3);
    for (const part of ['nonce', 'timestamp'] as const) {
      expect(new Set(parts.map((one) => one?.[part])).size).toBe(3);
    }
  });
});

describe('an error that is a bug', () => {
  it('says nothing of how far the request got, so that it may have arrived', async () => {
    const verify = () => {
      throw new TypeError('a bug');
    };
    const result = await harness.caller({ verify }).call(read);
    expect(result).toMatchObject({ ok: false, mayHaveArrived: true });
  });
});

describe('repeats', () => {
  it('wait longer each time, with full jitter', async () => {
    harness.sandbox.queueFaults(['500', '500', '500']);
    const result = await harness.caller({ environment: { random: () => 0.5 } }).call(read);
    expect(result).toMatchObject({ ok: true, attempts: 4 });
    expect(harness.pauses).toEqual([250, 500, 1000]);
  });

  it('wait at least as long as Retry-After asks', async () => {
    harness.sandbox.queueFaults(['429']);
    await harness.caller({ environment: { random: () => 0 } }).call(read);
    expect(harness.pauses).toEqual([1000]);
  });

  it('do not happen to a write without idempotency key that may have arrived', async () => {
    harness.sandbox.queueFaults(['500']);
    const result = await harness.caller().call(write);
    expect(result).toMatchObject({ ok: false, attempts: 1, mayHaveArrived: true });
  });

  it('happen to any request of which nothing was sent', async () => {
    const result = await harness.caller({ baseUrl: 'http://127.0.0.1:1', retries: 2 }).call(write);
    expect(result).toMatchObject({ ok: false, attempts: 3, mayHaveArrived: false });
  });

  it('go to the backup host after a network failure, and only then', async () => {
    const caller = () => harness.caller({ baseUrl: 'http://127.0.0.1:1', backupBaseUrl: harness.sandbox.url });
    expect(await caller().call(read)).toMatchObject({ ok: true, attempts: 2 });
    const elsewhere = harness.caller({ backupBaseUrl: 'http://127.0.0.1:1' });
    harness.sandbox.queueFaults(['500']);
    expect(await elsewhere.call(read)).toMatchObject({ ok: true, attempts: 2 });
  });

  it('end when the caller aborts', async () => {
    harness.sandbox.queueFaults(['timeout']);
    const stop = new AbortController();
    const call = harness.caller().call({ ...read, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 100);
    expect(await rejection(call)).toMatchObject({ message: 'enough' });
  });
});

describe('clocks', () => {
  it('a clock that is off is measured against the Date header and told', async () => {
    const minutes = (count: number) => () => Date.now() + count * 60_000;
    const behind = await harness.caller({ environment: { now: minutes(-7) } }).call(read);
    expect(behind).toMatchObject({
      ok: false,
      error: {
        type: 'api',
        status: 401,
        code: 'SIGN_ERROR',
        hint: expect.stringMatching(/this clock is (?:7 min|6 min 5\d s) behind/),
      },
    });
    const ahead = await harness.caller({ environment: { now: minutes(90) } }).call(read);
    expect(ahead).toMatchObject({ error: { hint: expect.stringMatching(/this clock is 1 h (?:30|29) min ahead/) } });
  });

  it('a 401 names the serial that was sent', async () => {
    const credentials = { ...harness.sandbox.credentials, serial: '00'.repeat(20) };
    const result = await harness.caller({ credentials }).call(read);
    expect(result).toMatchObject({
      error: { status: 401, hint: expect.stringContaining(`Serial sent: ${'00'.repeat(20)}.`) },
    });
  });
});

describe('answers that the sandbox never gives', () => {
  const servers: { close: () => Promise<void> }[] = [];
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  const against = async (response: Prepared) => {
    const server = await startSigningServer(() => response);
    servers.push(server);
    return harness.caller({ baseUrl: server.url, credentials: server.credentials });
  };
  const order = {
    order_id: '1',
    out_order_no: 'n1',
    openid: 'o1',
    order_receive_state: 'SOMETHING_NEW',
    new_field: { a: [1] },
    claimed_count: 0,
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('verifies a %s answer over its decompressed bytes', async (encoding, compress) => {
    const body = json(order);
    const caller = await against({ body, wire: compress(body), headers: { 'Content-Encoding': encoding } });
    const { value } = await createOrder(caller, { out_order_no: 'n1', openid: 'o1', notify_url: 'https://e.com' });
    expect(value).toEqual(order);
  });

  it('refuses a compressed answer that grows beyond the limit', async () => {
    const body = Buffer.alloc(20 * 1024 * 1024, 0x20);
    const caller = await against({ body, wire: gzipSync(body), headers: { 'Content-Encoding': 'gzip' } });
    expect(await caller.call(read)).toMatchObject({ ok: false, error: { code: 'RESPONSE_TOO_LARGE' } });
  });

  it('verifies the bytes as received, a BOM and odd spacing included', async () => {
    const caller = await against({ body: Buffer.from('\uFEFF{ "b": 1,\r\n "a": 2 }\n') });
    expect(await caller.call(read)).toMatchObject({ ok: true, response: { data: { a: 2, b: 1 } } });
  });

  it('verifies an empty 204 and has nothing to show for it', async () => {
    const caller = await against({ status: 204, body: Buffer.alloc(0) });
    expect(await caller.call(read)).toMatchObject({ ok: true, response: { status: 204, data: undefined } });
  });

  it('does not take a well-signed answer about another order for this one', async () => {
    const caller = await against({ body: json({ ...order, out_order_no: 'n2' }) });
    const error = await rejection(
      createOrder(caller, { out_order_no: 'n1', openid: 'o1', notify_url: 'https://e.com' }),
    );
    expect(error).toMatchObject({ type: 'signature', code: 'RESPONSE_MISMATCH', outOrderNo: 'n1' });
  });

  it('does not take a signed answer that is no order for success', async () => {
    const caller = await against({ body: json({ out_order_no: 'n1' }) });
    const error = await rejection(
      createOrder(caller, { out_order_no: 'n1', openid: 'o1', notify_url: 'https://e.com' }),
    );
    expect(error).toMatchObject({ type: 'network', code: 'UNEXPECTED_RESPONSE', outOrderNo: 'n1' });
  });

  it('waits for no Retry-After beyond a minute', async () => {
    const caller = await against({
      status: 429,
      body: json({ code: 'RATELIMIT_EXCEEDED' }),
      headers: { 'Retry-After': '3600' },
    });
    expect(await caller.call(read)).toMatchObject({ ok: false, attempts: 1, error: { retryAfterSeconds: 3600 } });
  });

  it('keeps control characters of an answer away from the terminal', async () => {
    const caller = await against({ status: 400, body: json({ code: 'PARAM_ERROR', message: 'a\u001b[2Jb' }) });
    const result = await caller.call(read);
    expect(result.ok ? '' : String(result.error)).toContain('a\\u{1b}[2Jb');
  });
});
