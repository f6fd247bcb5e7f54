import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine } from './wxpay.js';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

describe('placeholders of the example file', () => {
  let machine: Machine;
  let proxy: Server;
  let asked = 0;
  let env: Record<string, string>;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    // Nothing of a test reaches a live host: whatever tries to is counted here.
    proxy = createServer().on('connect', (_, socket) => {
      asked += 1;
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    const address = proxy.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    env = {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      WECHATPAY_MCHID: '1900000009',
      WECHATPAY_SERIAL: 'ABCDEF',
      WECHATPAY_PRIVATE_KEY: pair().privateKey,
      WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_9',
      WECHATPAY_PUBLIC_KEY: pair().publicKey,
      WECHATPAY_NOTIFY_URL: 'https://shop.weixin.qq.com/n',
    };
  });
  afterAll(async () => {
    proxy.close();
    await machine.dispose();
  });

  const create = (more: Record<string, string>, ...options: string[]) =>
    machine.run(['insurance', 'create', '--openid', 'o1', '--retries', '0', '--json', ...options], {
      env: { ...env, ...more },
    });

  it.each([
    ['WECHATPAY_MCHID', '1900000001', 'WECHATPAY_MCHID: 1900000001'],
    ['WECHATPAY_SERIAL', '3775b6a45acd588826d15e583a95f5dd00000000', 'WECHATPAY_SERIAL: 3775B6A4'],
    ['WECHATPAY_PUBLIC_KEY_ID', 'PUB_KEY_ID_0119000000012024101500000000000000', 'PUB_KEY_ID_01190000000120241015'],
    ['WECHATPAY_NOTIFY_URL', 'https://example.com/wechatpay/notify', 'WECHATPAY_NOTIFY_URL: example.com'],
    ['WECHATPAY_NOTIFY_URL', 'https://pay.example.com/n', 'WECHATPAY_NOTIFY_URL: example.com'],
    ['WECHATPAY_SERVICE_ID', '500001', 'WECHATPAY_SERVICE_ID: 500001'],
  ])('are refused in front of a live host, and nothing is sent: %s=%s', async (name, value, words) => {
    const before = asked;
    const { code, stderr } = await create({ [name]: value });
    expect(code).toBe(3);
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({ type: 'config', code: 'PLACEHOLDER' });
    expect(error.message).toContain(words);
    expect(error.message).toContain('https://api.mch.weixin.qq.com is live');
    expect(asked).toBe(before);
  });

  it('are fine in front of this machine, and in a dry run; a value of its own goes out', async () => {
    const example = { WECHATPAY_MCHID: '1900000001', WECHATPAY_NOTIFY_URL: 'https://example.com/n' };
    expect((await create(example, '--dry-run')).code).toBe(0);
    expect((await create({ ...example, WECHATPAY_BASE_URL: 'http://127.0.0.1:1' })).code).toBe(5);
    expect(asked).toBe(0);
    expect((await create({})).code).toBe(5);
    expect(asked).toBeGreaterThan(0);
  });
});
