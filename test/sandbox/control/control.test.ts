import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createControl } from '../../../src/sandbox/control/control.js';
import { createRequestLog } from '../../../src/sandbox/control/request-log.js';
import { createFaultPlan, parseFault } from '../../../src/sandbox/faults/fault-plan.js';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.js';
import { authorize, call, exchange } from '../helpers/call.js';
import { get, ORDERS, orderBody, post } from '../helpers/orders.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: ':memory:' });
});
afterAll(() => sandbox.close());

const control = (method: string, target: string, body?: unknown, headers: Record<string, string> = {}) =>
  exchange(sandbox.url, { method, target, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });

const bodyFor = (method: string) => (method === 'POST' ? { faults: ['500'] } : undefined);

const ALL = [
  ['POST', '/__sandbox/faults'],
  ['DELETE', '/__sandbox/faults'],
  ['GET', '/__sandbox/requests'],
  ['GET', '/__sandbox/orders'],
  ['GET', '/__sandbox/notifications'],
] as const;

describe('POST /__sandbox/faults', () => {
  it('queues faults for the next requests, without a signature', async () => {
    const answer = await control('POST', '/__sandbox/faults', { faults: ['none', '429'] });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ queued: ['none', '429'] });
    expect((await get(sandbox, 'nothing')).status).toBe(404);
    expect((await get(sandbox, 'nothing')).status).toBe(429);
  });

  it('refuses an unknown name with a suggestion, and queues nothing', async () => {
    const answer = await control('POST', '/__sandbox/faults', { faults: ['500', 'redirekt'] });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      detail: { field: '/faults/1', value: 'redirekt', issue: expect.stringContaining('Did you mean redirect?') },
    });
    expect((await get(sandbox, 'nothing')).status).toBe(404);
  });

  it.each([[{}], [{ faults: '500' }], [{ faults: [500] }], [[]], ['500']])('refuses %j', async (body) => {
    const answer = await control('POST', '/__sandbox/faults', body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ detail: { issue: expect.stringContaining('{"faults": ["500", …]}') } });
  });

  it('refuses what is no JSON', async () => {
    const answer = await exchange(sandbox.url, { method: 'POST', target: '/__sandbox/faults', body: '500' + ',' });
    expect(answer.status).toBe(400);
  });
});

describe('DELETE /__sandbox/faults', () => {
  it('empties the queue, and says how many faults it held', async () => {
    await control('POST', '/__sandbox/faults', { faults: ['500', 'none', '429'] });
    const answer = await control('DELETE', '/__sandbox/faults');
    expect(answer).toMatchObject({ status: 200, json: { cleared: 3 } });
    expect((await get(sandbox, 'nothing')).status).toBe(404);
    expect((await control('DELETE', '/__sandbox/faults')).json).toEqual({ cleared: 0 });
  });

  it('leaves the share of requests that go wrong by rule', () => {
    const plan = createFaultPlan([parseFault('500')], 1);
    plan.queue(['reset']);
    plan.clear();
    expect(plan.next()).toBe('500');
  });

  it('can be done in this process', async () => {
    sandbox.queueFaults(['500']);
    sandbox.clearFaults();
    expect((await get(sandbox, 'nothing')).status).toBe(404);
  });
});

describe('GET /__sandbox/requests', () => {
  const last = async () => {
    const { json } = await control('GET', '/__sandbox/requests');
    return Object(json).requests.at(-1);
  };

  it('shows what came, and masks the signature', async () => {
    const body = JSON.stringify(orderBody({ openid: '中文' }));
    const target = ORDERS;
    const Authorization = await authorize(sandbox, { method: 'POST', target, body });
    await call(sandbox, { method: 'POST', target, body, headers: { Authorization, 'X-Mixed-Case': 'Yes' } });
    const shown = await last();
    expect(shown).toMatchObject({ method: 'POST', target, body, status: 200, fault: null });
    expect(shown.headers).toMatchObject({ 'X-Mixed-Case': 'Yes', 'Content-Type': 'application/json' });
    expect(shown.headers.Authorization).toBe(Authorization.replace(/signature="[^"]+"/, 'signature="***"'));
    expect(Math.abs(Date.now() - Date.parse(shown.at))).toBeLessThan(5000);
  });

  it('masks an Authorization that it cannot read altogether', async () => {
    await exchange(sandbox.url, { target: '/', headers: { authorization: 'Bearer secret, signature="secret"' } });
    expect(await last()).toMatchObject({ status: 401, headers: { authorization: 'Bearer ***' } });
  });

  it('names the fault, and no status when no answer was sent', async () => {
    sandbox.queueFaults(['reset', '500']);
    await get(sandbox, 'nothing').catch(() => {});
    expect(await last()).toMatchObject({ fault: 'reset', status: null });
    await get(sandbox, 'nothing');
    expect(await last()).toMatchObject({ fault: '500', status: 500 });
  });

  it('keeps the last thousand, and of a body 16 KiB', () => {
    const log = createRequestLog(Date.now);
    const request = (target: string) => ({
      method: 'POST',
      target,
      headers: {},
      rawHeaders: [],
      body: Buffer.from('x'.repeat(20_000)),
      tooLarge: false,
    });
    for (let i = 0; i < 1002; i += 1) log.add(request(`/${i}`));
    expect(log.entries()).toHaveLength(1000);
    expect(log.entries().at(0)?.target).toBe('/2');
    expect(log.entries().at(-1)).toMatchObject({ target: '/1001', body: 'x'.repeat(16_384) });
  });
});

describe('GET /__sandbox/orders', () => {
  it('lists orders, oldest first', async () => {
    const [one, two] = [orderBody(), orderBody()];
    const first = await post(sandbox, one);
    const second = await post(sandbox, two);
    const { json } = await control('GET', '/__sandbox/orders');
    expect(Object(json).orders.slice(-2)).toEqual([first.json, second.json]);
  });
});

describe('the controls', () => {
  it.each(ALL)('%s %s refuse web pages', async (method, target) => {
    for (const Origin of ['https://evil.example', 'null', sandbox.url]) {
      const answer = await control(method, target, bodyFor(method), { Origin });
      expect(answer.status).toBe(403);
    }
    expect((await get(sandbox, 'nothing')).status).toBe(404);
  });

  it.each(ALL)('%s %s refuse a host name that is not this machine', async (method, target) => {
    for (const Host of ['evil.example', '127.0.0.1.evil.example', '127.0.0.1@evil.example']) {
      expect((await control(method, target, bodyFor(method), { Host })).status).toBe(403);
    }
    expect((await get(sandbox, 'nothing')).status).toBe(404);
  });

  it.each(['localhost', '127.0.0.1:80', '127.9.9.9', '[::1]:8080'])('answer to the host %s', async (Host) => {
    expect((await control('GET', '/__sandbox/orders', undefined, { Host })).status).toBe(200);
  });

  it('answer to the address that a request came in on, and to the host that was listened on', async () => {
    const none = async () => [];
    const refusal = async () => ({ status: 500, body: {} });
    const ask = createControl({
      faults: createFaultPlan([], 1),
      log: createRequestLog(Date.now),
      orders: { list: none, create: refusal, get: refusal, qualification: () => ({ status: 500, body: {} }) },
      notifications: () => [],
      host: 'sandbox.test',
    });
    const statusFor = async (host: string) => {
      const headers = { host };
      const target = '/__sandbox/orders';
      const request = { method: 'GET', target, headers, rawHeaders: [], body: Buffer.alloc(0), tooLarge: false };
      return (await ask(request, '::ffff:192.0.2.7')).status;
    };
    expect(await statusFor('192.0.2.7:8080')).toBe(200);
    expect(await statusFor('sandbox.test:8080')).toBe(200);
    expect(await statusFor('192.0.2.8:8080')).toBe(403);
  });

  it('are not counted as requests, and are no part of the API', async () => {
    const before = sandbox.requests().length;
    const answer = await control('GET', '/__sandbox/nothing');
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ message: expect.stringContaining('POST /__sandbox/faults') });
    expect(sandbox.requests()).toHaveLength(before);
  });
});
