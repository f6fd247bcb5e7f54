import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSigningServer } from '../helpers/signing-server.js';
import { freshMachine, type Machine, queueFaults, type RunningSandbox, sandboxRequests } from './wxpay.js';

const ORDERS = '/v3/hire-power-bank/insurance-orders';

describe('wxpay request', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    sandbox = await machine.startSandbox();
  });
  afterAll(() => machine.dispose());

  const request = (args: string[], setup = {}) => machine.run(['request', ...args, '--config', sandbox.config], setup);
  const body = (number: string) =>
    JSON.stringify({ out_order_no: number, openid: 'o1', notify_url: 'https://example.com/n' });

  it.each([
    '/v3/hire-power-bank/insurance-orders',
    'v3/hire-power-bank/insurance-orders',
    'v3.hire-power-bank.insurance-orders',
    'v3.hirePowerBank.insuranceOrders',
  ])('takes the path as %s, any case of the method, and prints the body as received', async (path) => {
    const { code, stdout, stderr } = await request(['post', path, '--data', body('form'), '--quiet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'form' });
    expect(stdout).toMatch(/^\{\n {2}"order_id"/);
  });

  it('takes the names of the client, and leaves a value behind them as it is typed', async () => {
    await request(['POST', ORDERS, '--data', body('rentalOne')]);
    const { code, stdout } = await request(['get', 'v3.hirePowerBank.insuranceOrders.rentalOne']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ out_order_no: 'rentalOne' });
  });

  it('takes a full URL of the configured host, and of no other', async () => {
    const own = await request(['GET', `${sandbox.url}${ORDERS}/form`]);
    expect(own.code).toBe(0);
    for (const other of ['https://example.com/v3/x', sandbox.url.replace('127.0.0.1', '127.0.0.2')]) {
      expect(await request(['GET', other])).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it.each(['//127.0.0.1:1/v3/x', '@127.0.0.1:1/v3/x', '\\\\127.0.0.1:1/x'])(
    'never leaves the configured host: %s',
    async (path) => {
      const { code } = await request(['GET', path, '--retries', '0']);
      expect(code).toBe(4);
    },
  );

  it('reads its body from a file or stdin, and sends it byte for byte', async () => {
    const spaced = `{ "out_order_no": "spaced",\r\n "openid": "中é", "notify_url": "https:\\/\\/example.com" }\n`;
    await writeFile(join(machine.home, 'order.json'), spaced);
    expect((await request(['POST', ORDERS, '--data', '@order.json'])).code).toBe(0);
    expect((await request(['POST', ORDERS, '--data', '-'], { stdin: spaced })).code).toBe(0);
    const sent = (await sandboxRequests(sandbox)).slice(-2).map((one) => one.body);
    expect(sent).toEqual([spaced, spaced]);
  });

  it('adds --query encoded, --header as given, and shows status and headers with --include', async () => {
    const user = 'v3/hire-power-bank/user-qualifications/o1';
    const args = ['--query', 'a=1 &=中', '--query', 'b=', '--header', 'X-Trace: 7', '--include'];
    const { stdout } = await request(['GET', user, ...args]);
    expect(stdout).toMatch(
      /^HTTP\/1\.1 200 OK\n[\s\S]*\nwechatpay-signature: \S+\n[\s\S]*\n\n\{\n {2}"qualified_user": true\n\}\n$/,
    );
    const last = (await sandboxRequests(sandbox)).at(-1);
    expect(last?.target).toBe(`/${user}?a=1%20%26%3D%E4%B8%AD&b=`);
    expect(last).toMatchObject({ headers: { 'x-trace': '7' } });
  });

  it.each([
    [['FETCH', '/v3/x'], 'FETCH'],
    [['PSOT', '/v3/x'], 'Did you mean POST?'],
    [['GET', '/v3/x', '--data', '{}'], '--query'],
    [['POST', '/v3/x', '--data', '{"a":'], 'JSON'],
    [['GET', '/v3/x', '--query', 'novalue'], 'novalue'],
    [['GET', '/v3/x', '--header', 'Authorization: x'], 'Authorization'],
    [['GET', '/v3/x', '--header', 'A: b\r\nC: d'], '--header'],
    [['GET', '/v3/x#y'], 'fragment'],
    [['GET'], 'path'],
  ])('answers a wrong call with exit code 2: %j', async (args, named) => {
    const { code, stdout, stderr } = await request(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(named);
  });

  it('repeats GET, and no other verb once it may have arrived', async () => {
    const count = async () => (await sandboxRequests(sandbox)).length;
    const start = await count();
    await queueFaults(sandbox, '500');
    expect((await request(['GET', `${ORDERS}/form`])).code).toBe(0);
    expect((await count()) - start).toBe(2);
    await queueFaults(sandbox, '500');
    const lost = await request(['POST', ORDERS, '--data', body('once')]);
    expect(lost).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('error: the request may have been carried out\n'),
    });
    expect((await count()) - start).toBe(3);
  });

  it.each(['🔋', '\\ud83d\\udd0b'])(
    'refuses a body with %s, which APIv3 does not take, and names it',
    async (character) => {
      const before = (await sandboxRequests(sandbox)).length;
      const { code, stderr } = await request([
        'POST',
        ORDERS,
        '--data',
        `{"a": ["x y", {"b": "${character}"}]}`,
        '--json',
      ]);
      expect(code).toBe(2);
      expect(JSON.parse(stderr).error).toMatchObject({
        code: 'BAD_DATA',
        message: expect.stringContaining('🔋 (U+1F50B)'),
      });
      expect(await sandboxRequests(sandbox)).toHaveLength(before);
    },
  );

  it('refuses an unsigned 2xx like every command', async () => {
    await queueFaults(sandbox, 'unsigned');
    const { code, stdout } = await request(['GET', `${ORDERS}/form`, '--include']);
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    await queueFaults(sandbox, 'unsigned');
    const written = await request(['POST', ORDERS, '--data', body('unsigned')]);
    expect(written).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('the request may have been carried out\n'),
    });
  });

  it('prints a signed body that is no JSON as it came, and nothing for 204', async () => {
    const server = await startSigningServer(({ request: { url } }) =>
      url === '/empty' ? { status: 204, body: Buffer.alloc(0) } : { body: Buffer.from('a,b\n1,2') },
    );
    const { mchid, serial, privateKey, keyRing } = server.credentials;
    const key = keyRing.preferred(Date.now());
    const env = {
      WECHATPAY_MCHID: mchid,
      WECHATPAY_SERIAL: serial,
      WECHATPAY_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      WECHATPAY_PUBLIC_KEY: String(key?.publicKey.export({ type: 'spki', format: 'pem' })),
      WECHATPAY_PUBLIC_KEY_ID: key?.id ?? '',
      WECHATPAY_BASE_URL: server.url,
    };
    expect(await machine.run(['request', 'GET', '/table', '-q'], { env })).toEqual({
      code: 0,
      stdout: 'a,b\n1,2',
      stderr: '',
    });
    expect(await machine.run(['request', 'GET', '/empty', '-q'], { env })).toEqual({ code: 0, stdout: '', stderr: '' });
    await server.close();
  });
});
