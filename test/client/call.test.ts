import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/index.js';
import { type ScriptedServer, startScriptedServer } from '../helpers/scripted-server.js';

let folder: string;
let server: ScriptedServer;
/** Loses the response of every create, and behaves otherwise. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wxpay-call-'));
  server = await startScriptedServer(folder, ({ method, target, store, socket, behave }) => {
    if (method !== 'POST' || target.endsWith('/echo')) return behave();
    store();
    socket.destroy();
    return undefined;
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const client = () => {
  const { mchid, serial, privateKey, certs } = JSON.parse(readFileSync(server.config, 'utf8'));
  return createClient({ mchid, serial, privateKey, certs, baseUrl: server.url, retries: 0, timeout: 2 });
};

let orders = 0;
const order = () => {
  orders += 1;
  return { out_order_no: `call-${orders}`, openid: 'o1', notify_url: 'https://merchant.test/notify' };
};

const ORDERS = 'v3/hire-power-bank/insurance-orders';

describe('a path that a URL reads as that of the insurance API', () => {
  it.each([
    'v3\\hire-power-bank\\insurance-orders',
    'v3/hire-power-bank/insurance-\torders',
    `${ORDERS}\n`,
    `${ORDERS} `,
    `${ORDERS}?v=1`,
    `${ORDERS}#part`,
    `${ORDERS}/.`,
    `./${ORDERS}`,
    'v3/x/../hire-power-bank/insurance-orders',
    'v3/%2e/hire-power-bank/insurance-orders',
    'v3/x/.%2E/hire-power-bank/insurance-orders',
  ])('is called as safely: %j', async (path) => {
    const json = order();
    const { data } = await client().chain(path).post({ json });
    expect(data).toMatchObject({ out_order_no: json.out_order_no });
    await expect(client().chain(path).post({ json: {} })).rejects.toMatchObject({ code: 'INVALID_ORDER' });
  });

  it('keeps the query that it was written with', async () => {
    await client()
      .chain('v3/echo?a=1')
      .get({ query: { b: '2' } })
      .catch(() => {});
    expect(server.seen.at(-1)?.target).toBe('/v3/echo?a=1&b=2');
  });
});

describe('headers of a call', () => {
  it.each([
    ['Content-Length', '5'],
    ['content-length', '5000'],
    ['Host', 'elsewhere.test'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'close'],
    ['Expect', '100-continue'],
  ])('cannot say where a message ends or whom it is for: %s: %s', async (name, value) => {
    let heard: string | undefined;
    const json = order();
    const own = await startScriptedServer(folder, ({ request, behave }) => {
      heard = request.headers[name.toLowerCase()]?.toString();
      return behave();
    });
    const { mchid, serial, privateKey, certs } = JSON.parse(readFileSync(own.config, 'utf8'));
    const wxpay = createClient({ mchid, serial, privateKey, certs, baseUrl: own.url, retries: 0, timeout: 2 });
    const { data } = await wxpay.chain(ORDERS).post({ json, headers: { [name]: value } });
    expect(data).toMatchObject({ out_order_no: json.out_order_no });
    expect(JSON.parse(own.seen[0]?.body ?? '')).toEqual(json);
    expect(heard).not.toBe(value);
    await own.close();
  });
});

describe('options of a call that are of no use', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  it.each([
    ['options', null],
    ['options', 'text'],
    ['headers', { headers: new Map([['X-Mine', 'yes']]) }],
    ['headers', { headers: new Headers({ 'X-Mine': 'yes' }) }],
    ['headers', { headers: { 'X-Mine': 'a\r\nb' } }],
    ['headers', { headers: { 'not a name': 'x' } }],
    ['headers["X-Mine"]', { headers: { 'X-Mine': 5 } }],
    ['query', { query: 'a=1' }],
    ['query["a"]', { query: { a: null } }],
    ['signal', { signal: {} }],
    ['json', { json: () => 1 }],
    ['json', { json: 10n }],
    ['json', { json: circular }],
  ])('are refused by name, and nothing is sent: %s', async (name, options) => {
    const before = server.seen.length;
    const post: unknown = Reflect.get(client().chain('v3/echo'), 'post');
    const call = typeof post === 'function' ? post(options) : undefined;
    await expect(call).rejects.toMatchObject({
      type: 'usage',
      code: 'BAD_CALL_OPTION',
      message: expect.stringContaining(`${name}: `),
    });
    expect(server.seen.length).toBe(before);
  });
});

describe('the signal of a call', () => {
  it('ends a pause between two attempts with its own reason', async () => {
    const stop = new AbortController();
    const dead = createClient({
      ...JSON.parse(readFileSync(server.config, 'utf8'), (name, value) =>
        ['insurance', 'baseUrl'].includes(name) ? undefined : value,
      ),
      baseUrl: 'http://127.0.0.1:1',
      environment: { random: () => 1 },
      retries: 20,
    });
    const call = dead.chain(ORDERS).post({ json: order(), signal: stop.signal });
    const reason = new Error('enough');
    setTimeout(() => stop.abort(reason), 300);
    await expect(call).rejects.toBe(reason);
  });
});
