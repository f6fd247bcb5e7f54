import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSigningServer } from '../helpers/signing-server.js';
import { freshMachine, type Machine } from './wxpay.js';

/** The command is bundled without parts of got; here is what must still be in it. Faults are in sandbox.test.ts. */
describe('the bundled command, configured by the environment alone', () => {
  const body = Buffer.from(
    '{"order_id":"1","out_order_no":"n1","openid":"o1","order_receive_state":"RECEIVED","big":12345678901234567890}',
  );
  let machine: Machine;
  let server: Awaited<ReturnType<typeof startSigningServer>>;
  let env: Record<string, string>;

  beforeAll(async () => {
    machine = await freshMachine();
    server = await startSigningServer(() => ({ body, wire: gzipSync(body), headers: { 'Content-Encoding': 'gzip' } }));
    const { mchid, serial, privateKey, keyRing } = server.credentials;
    const key = keyRing.preferred(Date.now());
    env = {
      WECHATPAY_MCHID: mchid,
      WECHATPAY_SERIAL: serial,
      WECHATPAY_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })).replaceAll('\n', '\\n'),
      WECHATPAY_PUBLIC_KEY: String(key?.publicKey.export({ type: 'spki', format: 'pem' })),
      WECHATPAY_PUBLIC_KEY_ID: key?.id ?? '',
      WECHATPAY_BASE_URL: server.url,
    };
  });
  afterAll(async () => {
    await server.close();
    await machine.dispose();
  });

  it('reads compressed answers, and prints every field as received, numbers beyond double precision too', async () => {
    const { code, stdout, stderr } = await machine.run(['insurance', 'get', 'n1', '-o', 'ndjson'], { env });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${body}\n`, stderr: '' });
    const pretty = await machine.run(['insurance', 'get', 'n1', '--json'], { env });
    expect(pretty.stdout).toContain('\n  "big": 12345678901234567890\n');
  });

  it('sends through HTTPS_PROXY', async () => {
    const asked: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    const address = proxy.address();
    const { code, stderr } = await machine.run(['insurance', 'get', 'n1', '--retries', '0', '--verbose'], {
      env: {
        ...env,
        WECHATPAY_BASE_URL: 'https://api.mch.weixin.qq.com',
        HTTPS_PROXY: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
      },
    });
    proxy.close();
    expect(asked).toEqual(['api.mch.weixin.qq.com:443']);
    expect(code).toBe(5);
    expect(stderr).toContain('through the proxy http://127.0.0.1:');
  });

  it('says what is missing, and how to try without, when there is no configuration at all', async () => {
    const { code, stdout, stderr } = await machine.run(['insurance', 'create', '--openid', 'o1', '--json']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({ type: 'config', code: 'MISSING_CREDENTIALS' });
    for (const name of ['mchid', 'privateKey', 'certs']) expect(error.message).toContain(name);
    expect(error.hint).toContain('--sandbox');
  });

  it('takes its output format from the environment', async () => {
    const { stdout } = await machine.run(['insurance', 'get', 'n1'], { env: { ...env, WECHATPAY_OUTPUT: 'ndjson' } });
    expect(stdout).toBe(`${body}\n`);
  });

  it('names a missing notify URL by option, configuration key and variable', async () => {
    const { code, stderr } = await machine.run(['insurance', 'create', '--openid', 'o1'], { env });
    expect(code).toBe(2);
    for (const way of ['--notify-url', 'insurance.notifyUrl', 'WECHATPAY_NOTIFY_URL']) expect(stderr).toContain(way);
    expect(server.seen.every(({ request }) => request.method === 'GET')).toBe(true);
  });
});
