import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  ['GET', '/__sandbox/health'],
  ['GET', '/__sandbox/events'],
  ['PATCH', '/__sandbox/orders/x'],
  ['POST', '/__sandbox/notifications/x/resend'],
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

  it('keeps the last ten thousand, of a body 16 KiB, and of all together 64 MiB', () => {
    const log = createRequestLog(Date.now);
    const request = (target: string, size: number) => ({
      method: 'POST',
      target,
      headers: {},
      rawHeaders: [],
      body: Buffer.from('x'.repeat(size)),
      tooLarge: false,
    });
    for (let i = 0; i < 10_002; i += 1) log.add(request(`/${i}`, 10));
    expect(log.entries()).toHaveLength(10_000);
    expect(log.entries().at(0)?.target).toBe('/2');
    expect(log.find(10_002)?.target).toBe('/10001');
    expect(log.find(2)).toBeUndefined();
    for (let i = 0; i < 6000; i += 1) log.add(request(`/large${i}`, 20_000));
    expect(log.entries().at(-1)).toMatchObject({ target: '/large5999', body: 'x'.repeat(16_384) });
    expect(log.entries().length).toBeLessThan(4100);
  });

  it('can be asked for the newest ones, older ones, and those with a text', async () => {
    for (const number of ['query-1', 'query-2', 'query-3']) await get(sandbox, number);
    const ask = async (query: string) => {
      const { json } = await control('GET', `/__sandbox/requests?${query}`);
      return Object(json).requests.map(({ target }: { target: string }) => target.slice(-7));
    };
    expect(await ask('limit=2')).toEqual(['query-2', 'query-3']);
    expect(await ask('limit=1&search=QUERY-1')).toEqual(['query-1']);
    const { id } = await last();
    expect(await ask(`limit=1&before=${id}`)).toEqual(['query-2']);
    expect((await control('GET', `/__sandbox/requests/${id}`)).json).toMatchObject({ id, status: 404 });
    expect((await control('GET', '/__sandbox/requests/999999')).status).toBe(404);
  });

  it.each([
    ['limit=many', 'limit', 'expected a whole number'],
    ['before=-1', 'before', 'expected a whole number'],
    ['limt=2', 'limt', 'Did you mean limit?'],
  ])('cannot be asked for with ?%s', async (query, field, issue) => {
    const { status, json } = await control('GET', `/__sandbox/requests?${query}`);
    expect({ status, json }).toMatchObject({
      status: 400,
      json: { detail: { field, issue: expect.stringContaining(issue), location: 'query' } },
    });
  });

  it('says which check failed, and why', async () => {
    await call(sandbox, { target: `${ORDERS}/x`, signing: { serial: 'ABC' } });
    const { checks, reason, code } = await last();
    expect(code).toBe('SIGN_ERROR');
    expect(reason).toContain('serial_no is "ABC"');
    expect(checks).toEqual([
      { name: 'authorization', passed: true },
      { name: 'mchid', passed: true },
      { name: 'serial_no', passed: false, note: reason },
      { name: 'timestamp', passed: null },
      { name: 'signature', passed: null },
      { name: 'nonce_str', passed: null },
    ]);
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

describe('PATCH /__sandbox/orders/<no>', () => {
  const patch = (number: string, change: unknown) =>
    control('PATCH', `/__sandbox/orders/${encodeURIComponent(number)}`, change);

  it('sets the state, which stays, and the claims of a received order', async () => {
    const body = orderBody({ out_order_no: `P|*${Date.now()}` });
    await post(sandbox, body);
    const early = await patch(body.out_order_no, { claimed_count: 1 });
    expect(early).toMatchObject({ status: 400, json: { detail: { field: '/claimed_count' } } });
    const received = await patch(body.out_order_no, { order_receive_state: 'RECEIVED', claimed_count: 3 });
    expect(received).toMatchObject({ status: 200, json: { order_receive_state: 'RECEIVED', claimed_count: 3 } });
    expect((await get(sandbox, body.out_order_no)).json).toEqual(received.json);
    expect((await control('GET', `/__sandbox/orders/${encodeURIComponent(body.out_order_no)}`)).json).toEqual(
      received.json,
    );
    await patch(body.out_order_no, { order_receive_state: 'FAILED' });
    expect((await get(sandbox, body.out_order_no)).json).toMatchObject({ order_receive_state: 'FAILED' });
  });

  it.each([
    [{ claimed_count: 4 }, '/claimed_count'],
    [{ claimed_count: -1 }, '/claimed_count'],
    [{ claimed_count: 1.5 }, '/claimed_count'],
    [{ order_receive_state: 'received' }, '/order_receive_state'],
    [{ order_receive_sate: 'RECEIVED' }, '/order_receive_sate'],
    [{}, '/'],
    [[], '/'],
    [null, '/'],
  ])('refuses %j', async (change, field) => {
    const body = orderBody();
    await post(sandbox, body);
    expect(await patch(body.out_order_no, change)).toMatchObject({ status: 400, json: { detail: { field } } });
    expect((await get(sandbox, body.out_order_no)).json).toMatchObject({ claimed_count: 0 });
  });

  it('knows only orders that exist', async () => {
    expect((await patch('nothing', { claimed_count: 0 })).status).toBe(404);
  });
});

describe('the controls', () => {
  it.each(ALL)('%s %s refuse web pages', async (method, target) => {
    for (const Origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
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

  it.each([
    ['GET', '/__sandbox/fault', 'GET /__sandbox/faults'],
    ['POST', '/__sandbox/fualts', 'POST /__sandbox/faults'],
  ])('suggest the nearest for %s %s', async (method, target, suggestion) => {
    const answer = await control(method, target);
    expect(answer).toMatchObject({
      status: 404,
      json: { message: expect.stringContaining(`Did you mean ${suggestion}?`) },
    });
  });

  it('name the methods of a place that has no such one', async () => {
    const answer = await control('PUT', '/__sandbox/faults');
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, POST, DELETE' } });
  });

  it('say that the sandbox is ready', async () => {
    const { status, json } = await control('GET', '/__sandbox/health');
    expect({ status, json }).toMatchObject({ status: 200, json: { status: 'ok', mchid: sandbox.mchid } });
  });

  it('list the rules with source and certainty', async () => {
    const { json } = await control('GET', '/__sandbox/rules');
    for (const rule of Object(json).rules) {
      expect(rule).toEqual({
        rule: expect.stringMatching(/\.$/),
        source: expect.any(String),
        certainty: expect.stringMatching(/^(?:documented|like|guess)$/),
      });
    }
  });

  it('are not counted as requests, and are no part of the API', async () => {
    const before = sandbox.requests().length;
    const answer = await control('GET', '/__sandbox/nothing');
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ message: expect.stringContaining('POST /__sandbox/faults') });
    expect(sandbox.requests()).toHaveLength(before);
  });
});
