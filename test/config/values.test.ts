import { describe, expect, test } from 'vitest';
import { createPlace, failure, ref } from './helpers.js';

describe('baseUrl', () => {
  test.each([
    ['https://api.mch.weixin.qq.com', 'https://api.mch.weixin.qq.com'],
    ['https://api.mch.weixin.qq.com/', 'https://api.mch.weixin.qq.com'],
    ['HTTPS://API.example.COM:8443', 'https://api.example.com:8443'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.2', 'http://127.0.0.2'],
    ['http://[::1]:8080/', 'http://[::1]:8080'],
  ])('%s is taken as %s', async (written, origin) => {
    expect((await createPlace().load({ WECHATPAY_BASE_URL: written })).values.baseUrl).toBe(origin);
  });

  test.each([
    ['http://api.mch.weixin.qq.com', 'plain http is accepted for this machine only'],
    ['http://localhost.example.com', 'plain http is accepted for this machine only'],
    ['http://0.0.0.0:8080', 'plain http is accepted for this machine only'],
    ['https://api.mch.weixin.qq.com/v3', 'without a path'],
    ['https://api.mch.weixin.qq.com?', 'without a query string'],
    ['https://api.mch.weixin.qq.com/#', 'without a fragment'],
    ['https://user:hunter2@api.mch.weixin.qq.com', 'without a user name and password'],
    ['ftp://api.mch.weixin.qq.com', 'expected an origin'],
    ['api.mch.weixin.qq.com', 'expected an origin'],
    ['https:api.mch.weixin.qq.com', 'expected an origin'],
    ['https://a b', 'expected an origin'],
    ['https:\\\\api.mch.weixin.qq.com', 'expected an origin'],
  ])('%s is refused: %s', async (url, expected) => {
    const error = await failure(() => createPlace().load({ WECHATPAY_BASE_URL: url }));
    expect(error).toMatchObject({ type: 'config', code: 'CONFIG_INVALID' });
    expect(error.message).toContain(`WECHATPAY_BASE_URL: `);
    expect(error.message).toContain(expected);
    expect(error.message).not.toContain('hunter2');
  });

  test('the backup host of WeChat Pay belongs to its host only', async () => {
    const { write, load } = createPlace();
    expect((await load({ WECHATPAY_BASE_URL: 'https://a.example.com' })).values.backupBaseUrl).toBeUndefined();
    write('.wechatpayrc', 'baseUrl: https://api.mch.weixin.qq.com');
    expect((await load()).values.backupBaseUrl).toBe('https://api2.mch.weixin.qq.com');
  });

  test('a bad backup host is refused like a bad host', async () => {
    const error = await failure(() => createPlace().load({ WECHATPAY_BACKUP_BASE_URL: 'http://b.example.com' }));
    expect(error.message).toContain('WECHATPAY_BACKUP_BASE_URL: plain http');
  });
});

describe('sandbox: true marks credentials that never reach WeChat Pay', () => {
  const place = () => {
    const created = createPlace();
    const file = created.write('.wechatpayrc.json', '{"sandbox": true, "baseUrl": "http://127.0.0.1:8080"}');
    return { ...created, file };
  };

  test('this machine is fine', async () => {
    expect((await place().load()).values).toMatchObject({ sandbox: true, backupBaseUrl: undefined });
  });

  test('any other host is refused, wherever it was set', async () => {
    const { file, load } = place();
    const error = await failure(() => load({}, { overrides: { baseUrl: 'https://api.mch.weixin.qq.com' } }));
    expect(error).toMatchObject({ type: 'config', code: 'SANDBOX_TO_LIVE' });
    expect(error.message).toContain(`${file}: sandbox: `);
    expect(error.message).toContain('https://api.mch.weixin.qq.com (--base-url)');
    const backup = await failure(() => load({ WECHATPAY_BACKUP_BASE_URL: 'https://api2.mch.weixin.qq.com' }));
    expect(backup.message).toContain('https://api2.mch.weixin.qq.com (WECHATPAY_BACKUP_BASE_URL)');
  });

  test('the default host is another host', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', 'sandbox: true');
    expect((await failure(load)).message).toContain('https://api.mch.weixin.qq.com (default)');
  });
});

describe('notifyUrl', () => {
  test('must be https and public, and the error names the key', async () => {
    const { write, load } = createPlace();
    const file = write('.wechatpayrc', 'insurance: {notifyUrl: "http://127.0.0.1:3000/n"}');
    const error = await failure(load);
    expect(error).toMatchObject({ type: 'config', code: 'CONFIG_INVALID' });
    expect(error.message).toBe(`${file}: insurance.notifyUrl: expected https, found http`);
  });

  test('may be this machine in front of a sandbox on this machine', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', 'insurance: {notifyUrl: "http://127.0.0.1:3000/n"}');
    const { values } = await load({ WECHATPAY_BASE_URL: 'http://127.0.0.1:8080' });
    expect(values.notifyUrl).toBe('http://127.0.0.1:3000/n');
  });
});

test('an error about a value in a file names the key path of the profile', async () => {
  const { write, load } = createPlace();
  const file = write('.wechatpayrc', `profiles: {a: {insurance: {notifyUrl: "${ref('WECHATPAY_URL')}"}}}`);
  const error = await failure(() => load({ WECHATPAY_URL: 'ftp://x.example.com' }, { profile: 'a' }));
  expect(error.message).toBe(`${file}: profiles.a.insurance.notifyUrl: expected https, found ftp`);
});
