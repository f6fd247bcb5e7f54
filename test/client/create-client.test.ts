import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type ClientOptions,
  createClient,
  loadConfig,
  NetworkError,
  UsageError,
  WechatPayError,
} from '../../src/index.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { rejection } from '../helpers/harness.js';

let sandbox: Sandbox;
let options: ClientOptions;
beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: ':memory:' });
  const { mchid, serial, privateKey, certs, baseUrl } = sandbox.config;
  options = { mchid, serial, privateKey, certs, baseUrl, environment: { sleep: async () => {} } };
});
afterAll(() => sandbox.close());

const json = (out_order_no: string) => ({ out_order_no, openid: 'oUser', notify_url: 'https://api.test.com' });
const lastTarget = () => sandbox.requests().at(-1)?.target;

describe('addressing', () => {
  it('makes the same call by property chain, by chain() and by index, with post and with postAsync', async () => {
    const wxpay = createClient(options);
    const answers = [
      await wxpay.v3.hirePowerBank.insuranceOrders.post({ json: json('six') }),
      await wxpay.chain('v3/hire-power-bank/insurance-orders').post({ json: json('six') }),
      await wxpay['v3/hire-power-bank/insurance-orders'].post({ json: json('six') }),
      await wxpay.v3.hirePowerBank.insuranceOrders.postAsync({ json: json('six') }),
      await wxpay.chain('/v3/hire-power-bank/insurance-orders').postAsync({ json: json('six') }),
      await wxpay['v3/hire-power-bank/insurance-orders'].postAsync({ json: json('six') }).then((response) => response),
      await wxpay.v3.chain('hire-power-bank')['insuranceOrders']?.post({ json: json('six') }),
    ];
    for (const response of answers) {
      expect(response).toMatchObject({ status: 200, requestId: expect.any(String) });
      expect(response?.data).toMatchObject({ out_order_no: 'six', openid: 'oUser' });
    }
    const posts = sandbox.requests().slice(-7);
    expect(new Set(posts.map(({ method, target, body }) => `${method} ${target} ${body}`)).size).toBe(1);
  });

  it.each(['_out_order_no_', '$out_order_no$', '{out_order_no}'] as const)('fills %s from the call', async (name) => {
    const wxpay = createClient(options);
    await wxpay.v3.hirePowerBank.insuranceOrders.post({ json: json('a|b*C-1') });
    const { data } = await wxpay.v3.hirePowerBank.insuranceOrders[name].get({ out_order_no: 'a|b*C-1' });
    expect(data.out_order_no).toBe('a|b*C-1');
    expect(lastTarget()).toBe('/v3/hire-power-bank/insurance-orders/a%7Cb*C-1');
  });

  it.each([
    'v3/hire-power-bank/insurance-orders',
    '//v3//hire-power-bank/insurance-orders/',
    'V3/Hire-Power-Bank/insurance-orders',
    'v3/hire%2Dpower-bank/insurance-orders',
  ])('makes a create safely however its path is written: %s', async (path) => {
    const wxpay = createClient(options);
    const number = `safe-${path.length}`;
    sandbox.queueFaults(['500-after-store', 'reset-after-store']);
    const { data } = await wxpay.chain(path).post({ json: json(number), query: {} });
    expect(data).toMatchObject({ out_order_no: number, openid: 'oUser' });
    expect(lastTarget()).toBe('/v3/hire-power-bank/insurance-orders');
    await expect(wxpay.chain(path).post({ json: {} })).rejects.toMatchObject({ code: 'INVALID_ORDER' });
  });

  it('makes a get safely with the number in the path, and with a query', async () => {
    const wxpay = createClient(options);
    await wxpay.v3.hirePowerBank.insuranceOrders.post({ json: json('a|b') });
    sandbox.queueFaults(['invalid-json']);
    for (const path of ['insurance-orders/a|b', 'insurance-orders/a%7Cb', 'insurance-orders/{number}']) {
      const { data } = await wxpay.chain(`v3/hire-power-bank/${path}`).get({ query: { v: '1' }, number: 'a|b' });
      expect(data).toMatchObject({ out_order_no: 'a|b' });
      expect(lastTarget()).toBe('/v3/hire-power-bank/insurance-orders/a%7Cb?v=1');
    }
  });

  it('renames names only, never values', async () => {
    const wxpay = createClient(options);
    await rejection(wxpay.chain('v3/payScore/20250919C/_someId_').get({ someId: 'aB%/中' }));
    expect(lastTarget()).toBe('/v3/payScore/20250919C/aB%25%2F%E4%B8%AD');
    await rejection(
      Promise.resolve(
        wxpay.v3['payScore']?.['userServiceState']?.get({ query: { openid: 'a b', none: undefined, n: 1 } }),
      ),
    );
    expect(lastTarget()).toBe('/v3/pay-score/user-service-state?openid=a%20b&n=1');
  });

  it('names a placeholder that is not filled, and sends nothing', async () => {
    const before = sandbox.requests().length;
    const wxpay = createClient(options);
    const error = await rejection(wxpay.chain('v3/x/{out_trade_no}').get());
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain('out_trade_no');
    expect(sandbox.requests().length).toBe(before);
  });
});

describe('a chain is an object like others', () => {
  it('is not thenable, so that awaiting one does not hang', async () => {
    const wxpay = createClient(options);
    expect(await wxpay.v3).toBeDefined();
    for (const name of ['then', 'catch', 'constructor']) expect(Reflect.get(wxpay.v3, name)).toBeUndefined();
    expect(await Promise.race([wxpay.v3['certificates'], rejection(Promise.reject(new Error('late')))])).toBeDefined();
  });

  it('prints its path and no secret', () => {
    const { hirePowerBank } = createClient(options).v3;
    expect(inspect(hirePowerBank.insuranceOrders)).toBe('[wxpay /v3/hire-power-bank/insurance-orders]');
    expect(`${hirePowerBank}`).toBe('/v3/hire-power-bank');
    expect(JSON.stringify({ hirePowerBank })).toBe('{"hirePowerBank":"/v3/hire-power-bank"}');
    expect(inspect(hirePowerBank, { showHidden: true, depth: 9 })).not.toContain(options.mchid);
  });

  it('answers unknown symbols with undefined, and takes no properties', () => {
    const { v3 } = createClient(options);
    expect(Reflect.get(v3, Symbol.iterator)).toBeUndefined();
    expect(() => Reflect.set(v3, 'x', 1)).toThrow(TypeError);
  });
});

describe('calls', () => {
  it('are aborted by their signal', async () => {
    const wxpay = createClient(options);
    sandbox.queueFaults(['timeout']);
    const stop = new AbortController();
    const before = sandbox.requests().length;
    const call = wxpay.v3.hirePowerBank.userQualifications._openid_.get({ openid: 'o1', signal: stop.signal });
    const rejected = rejection(call);
    // The fault has to meet this call, and not the next.
    await vi.waitFor(() => expect(sandbox.requests().length).toBe(before + 1), { timeout: 10_000 });
    stop.abort(new Error('enough'));
    expect(await rejected).toMatchObject({ message: 'enough' });
  });

  it('of the insurance API are as safe as the command: validated, repeated, settled', async () => {
    const wxpay = createClient({ ...options, retries: 0 });
    sandbox.queueFaults(['500-after-store']);
    const { data } = await wxpay.v3.hirePowerBank.insuranceOrders.post({ json: json('settled') });
    expect(data.out_order_no).toBe('settled');
    const wrong = { ...json('n'), notify_url: 'ftp://x' };
    expect(await rejection(wxpay.v3.hirePowerBank.insuranceOrders.post({ json: wrong }))).toMatchObject({
      type: 'usage',
      message: expect.stringContaining('json.notify_url'),
    });
  });

  it('of other paths repeat GET only, unless nothing was sent', async () => {
    const wxpay = createClient({ ...options, retries: 1 });
    const count = () => sandbox.requests().length;
    const start = count();
    sandbox.queueFaults(['500', '500']);
    await rejection(wxpay.chain('v3/something-else').get());
    expect(count() - start).toBe(2);
    sandbox.queueFaults(['500']);
    const error = await rejection(wxpay.chain('v3/something-else').post({ json: {} }));
    expect(error).toBeInstanceOf(NetworkError);
    expect(count() - start).toBe(3);
  });

  it('cannot replace the headers of the protocol', async () => {
    const wxpay = createClient(options);
    const headers = { Authorization: 'mine', 'Wechatpay-Serial': 'mine', 'X-Mine': 'yes' };
    const { data } = await wxpay.v3.hirePowerBank.userQualifications._openid_.get({ openid: 'o1', headers });
    expect(data.qualified_user).toBe(true);
    expect(sandbox.requests().at(-1)?.headers).toMatchObject({ 'x-mine': 'yes' });
  });
});

describe('options', () => {
  it('take keys as path, PEM, bytes and object', async () => {
    const [file] = Object.values(sandbox.config.certs);
    const pem = await readFile(sandbox.config.privateKey, 'utf8');
    const publicPem = await readFile(file ?? '', 'utf8');
    const [id = ''] = Object.keys(sandbox.config.certs);
    const forms: Pick<ClientOptions, 'privateKey' | 'certs'>[] = [
      { privateKey: pem, certs: { [id]: publicPem } },
      { privateKey: Buffer.from(pem), certs: { [id]: Buffer.from(publicPem) } },
      { privateKey: sandbox.credentials.privateKey, certs: { [id]: createPublicKey(publicPem) } },
    ];
    for (const form of forms) {
      const wxpay = createClient({ ...options, ...form });
      expect((await wxpay.v3.hirePowerBank.userQualifications._openid_.get({ openid: 'o1' })).status).toBe(200);
    }
  });

  it.each([
    [{ mchid: 'x' }, 'mchid'],
    [{ serial: 'nonsense' }, 'serial'],
    [{ serial: undefined }, 'serial'],
    [{ privateKey: '/nowhere.pem' }, '/nowhere.pem'],
    [{ certs: {} }, 'certs'],
    [{ baseUrl: 'http://example.com' }, 'baseUrl'],
    [{ apiv3Key: 'short' }, 'apiv3Key'],
  ])('that are wrong are named: %j', (wrong, name) => {
    const make = () => createClient({ ...options, ...wrong });
    expect(make).toThrow(WechatPayError);
    expect(make).toThrow(name);
  });

  it('may come from the configuration files', async () => {
    const wxpay = createClient(await loadConfig({ config: sandbox.configFile ?? '', env: {} }));
    const { data } = await wxpay.v3.hirePowerBank.userQualifications._openid_.get({ openid: 'oUNQUALIFIED' });
    expect(data.qualified_user).toBe(false);
  });
});
