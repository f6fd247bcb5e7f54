import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseAuthorization } from '../../src/apiv3/authorization.js';
import { ApiError, ConfigError, NetworkError, SignatureError } from '../../src/errors.js';
import { isHostFailure, mayHaveArrived } from '../../src/http/caller.js';
import { realRuntime } from '../../src/http/runtime.js';
import type { CallRequest, Environment } from '../../src/http/types.js';
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

describe('a pause between attempts', () => {
  const realSleep: Environment['sleep'] = (ms, signal) => realRuntime().sleep(ms, signal);
  const paused = async (signals: (signal: AbortSignal) => Partial<CallRequest>) => {
    harness.sandbox.queueFaults(['500']);
    const stop = new AbortController();
    const waiting = harness.caller({
      environment: { sleep: realSleep, random: () => 1 },
      onTrace: ({ event }) => event === 'wait' && queueMicrotask(() => stop.abort(new Error('enough'))),
    });
    return waiting.call({ ...read, ...signals(stop.signal) });
  };
  const other = new AbortController().signal;

  it.each([
    ['alone', (signal: AbortSignal) => ({ retrySignal: signal })],
    ['beside another signal', (signal: AbortSignal) => ({ retrySignal: signal, signal: other })],
  ])('ends, and with it the call, when there is to be no retry any more (%s)', async (_, signals) => {
    expect(await paused(signals)).toMatchObject({ ok: false, attempts: 1, error: { status: 500 } });
  });

  it.each([
    ['alone', (signal: AbortSignal) => ({ signal })],
    ['beside another signal', (signal: AbortSignal) => ({ signal, retrySignal: other })],
    ['for both reasons', (signal: AbortSignal) => ({ signal, retrySignal: signal })],
  ])('rejects when the request is to end (%s)', async (_, signals) => {
    expect(await rejection(paused(signals))).toMatchObject({ message: 'enough' });
  });

  it('does not begin when there is to be no retry', async () => {
    harness.sandbox.queueFaults(['500']);
    const result = await harness.caller().call({ ...read, retrySignal: AbortSignal.abort() });
    expect(result).toMatchObject({ ok: false, attempts: 1, mayHaveArrived: true });
    expect(harness.pauses).toEqual([]);
  });

  it('that fails for another reason is a bug', async () => {
    harness.sandbox.queueFaults(['500']);
    const sleep = () => Promise.reject(new TypeError('a bug'));
    const call = harness.caller({ environment: { sleep } }).call({ ...read, retrySignal: other });
    expect(await rejection(call)).toBeInstanceOf(TypeError);
  });
});

describe('what goes on', () => {
  it('is traced, attempt by attempt', async () => {
    harness.sandbox.queueFaults(['500']);
    await harness.caller().call(read);
    const { serial, keyRing } = harness.sandbox.credentials;
    const url = `${harness.sandbox.url}${read.target}`;
    const attempt = { event: 'attempt', method: 'GET', url, serial };
    expect(harness.trace).toEqual([
      { ...attempt, attempt: 1 },
      {
        event: 'failure',
        message: { en: expect.stringContaining(': 500 '), zh: expect.stringContaining('：500 ') },
        ms: expect.any(Number),
      },
      { event: 'wait', ms: 500, attempt: 2, of: expect.any(Number) },
      { ...attempt, attempt: 2 },
      { event: 'answer', status: 200, requestId: expect.any(String), signedBy: keyRing.ids[0], ms: expect.any(Number) },
    ]);
    for (const event of harness.trace) if ('ms' in event) expect(event.ms).toBeLessThan(60_000);
  });

  it('need not be traced', async () => {
    harness.sandbox.queueFaults(['500']);
    const result = await harness.caller({ onTrace: undefined }).call(read);
    expect(result).toMatchObject({ ok: true, attempts: 2 });
  });

  it('is told to who watches, after every attempt and before every retry', async () => {
    harness.sandbox.queueFaults(['500', '429']);
    const seen: unknown[] = [];
    const watch = {
      beforeRetry: async () => {
        seen.push('retry');
      },
      afterAttempt: (error: unknown, request: CallRequest) => {
        seen.push([error instanceof NetworkError ? error.status : error, request.target]);
      },
    };
    await harness.caller().call({ ...read, watch });
    expect(seen).toEqual([[500, read.target], 'retry', [429, read.target], 'retry', [undefined, read.target]]);
  });
});

describe('the host of an attempt', () => {
  const DOWN = 'http://127.0.0.1:1';

  it('is the backup host for an odd turn, and the base URL where there is no backup', async () => {
    const caller = harness.caller({ baseUrl: DOWN, backupBaseUrl: harness.sandbox.url, retries: 0 });
    expect(await caller.call({ ...read, turn: 1 })).toMatchObject({ ok: true });
    expect(await caller.call({ ...read, turn: 2 })).toMatchObject({ ok: false });
    expect(await harness.caller({ retries: 0 }).call({ ...read, turn: 1 })).toMatchObject({ ok: true });
  });

  it('changes with every network failure', async () => {
    harness.trace.length = 0;
    await harness.caller({ baseUrl: DOWN, backupBaseUrl: 'http://127.0.0.1:2', retries: 3 }).call(read);
    const urls = harness.trace.flatMap((event) => (event.event === 'attempt' ? [new URL(event.url).port] : []));
    expect(urls).toEqual(['1', '2', '1', '2']);
  });

  it("is not changed by the request's own number of retries", async () => {
    const result = await harness.caller({ baseUrl: DOWN, retries: 3 }).call({ ...read, retries: 1 });
    expect(result).toMatchObject({ ok: false, attempts: 2 });
  });
});

describe('whether a request may have arrived', () => {
  const network = (outcome: 'unknown' | 'not-sent' | 'refused') => new NetworkError('no', { code: 'X', outcome });

  it.each([
    [network('unknown'), true],
    [network('not-sent'), false],
    [network('refused'), false],
    [new SignatureError('no', { code: 'SIGNATURE_MISMATCH' }), true],
    [new ApiError('no', { code: 'PARAM_ERROR', status: 400, signed: true }), false],
    [new ConfigError('no', { code: 'BAD_PROXY' }), false],
    [new TypeError('a bug'), true],
    ['a text', true],
  ])('is for %s: %s', (error, expected) => {
    expect(mayHaveArrived(error)).toBe(expected);
  });

  it('is remembered from every attempt', async () => {
    harness.sandbox.queueFaults(['500', '429']);
    const lost = await harness.caller({ retries: 1 }).call(read);
    expect(lost).toMatchObject({ ok: false, attempts: 2, mayHaveArrived: true, error: { status: 429 } });
    harness.sandbox.queueFaults(['429', '429']);
    expect(await harness.caller({ retries: 1 }).call(read)).toMatchObject({ ok: false, mayHaveArrived: false });
  });

  it.each([
    [network('unknown'), true],
    [new NetworkError('no', { code: 'X', outcome: 'unknown', status: 500 }), false],
    [new SignatureError('no', { code: 'SIGNATURE_MISMATCH' }), false],
  ])('no response came from the host for %s: %s', (error, expected) => {
    expect(isHostFailure(error)).toBe(expected);
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
    const body = Buffer.alloc(4 * 1024 * 1024, 0x20);
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
