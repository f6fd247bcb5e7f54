import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadApiv3Key, loadCredentials } from '../../src/config/credentials.js';
import { keyPath, SETTINGS, settingOf, VALUE_KEYS } from '../../src/config/settings-table.js';
import { createPlace } from './helpers.js';
import { createCertificate, createKey, endOf } from './keys.js';

const EXAMPLE = readFileSync(new URL('../../.wechatpayrc.example', import.meta.url), 'utf8');

/** The settings that are switched off: a `#` without a blank behind it. */
const everythingOn = EXAMPLE.replace(/^(\s*)#(?=[^\s#])/gm, '$1');

test('the example file works as it is, once the key files lie beside it', async () => {
  const { write, load } = createPlace();
  const merchant = createKey();
  const certificate = await createCertificate(merchant, '3775B6A45ACD588826D15E583A95F5DD00000000');
  write('.wechatpayrc', EXAMPLE);
  write('apiclient_key.pem', merchant.privateKey);
  write('apiclient_cert.pem', certificate);
  write('pub_key.pem', createKey().publicKey);
  const settings = await load({ WECHATPAY_APIV3_KEY: 'k'.repeat(32) });
  const { credentials, warnings } = await loadCredentials(settings, endOf(certificate) - 100 * 86_400_000);
  expect(credentials).toMatchObject({ mchid: '1900000001', serial: '3775B6A45ACD588826D15E583A95F5DD00000000' });
  expect(credentials.keyRing.ids).toEqual([expect.stringMatching(/^PUB_KEY_ID_/)]);
  expect(loadApiv3Key(settings)).toHaveLength(32);
  expect([...settings.warnings, ...warnings]).toEqual([]);
});

test('every key of a file is in it, each that is switched off can be switched on, and it explains them as the table does', async () => {
  const { write, load } = createPlace();
  // Named, because no file that is found by searching may name a program.
  const configFile = write('.wechatpayrc', everythingOn);
  const { values } = await load({}, { configFile, overrides: { baseUrl: 'https://api.mch.weixin.qq.com' } });
  for (const name of VALUE_KEYS) {
    const { meaning } = settingOf(name);
    expect(everythingOn).toMatch(new RegExp(`^ *${keyPath(name).split('.').at(-1)}:`, 'm'));
    expect(EXAMPLE).toContain(`# ${meaning.zh}\n`);
    expect(EXAMPLE).toContain(`# ${meaning.en}\n`);
    if (name !== 'sandbox') expect([name, values[name]]).not.toEqual([name, undefined]);
  }
  expect(Object.keys(values.certs ?? {})).toHaveLength(2);
  expect((await load({}, { configFile, profile: 'shop-b' })).values.mchid).toBe('1900000002');
});

test('its own values are known as placeholders', async () => {
  const { write, load } = createPlace();
  const configFile = write('.wechatpayrc', everythingOn);
  for (const profile of ['shop-b', undefined]) {
    const { values } = await load({}, { configFile, profile });
    expect(SETTINGS.mchid.placeholders).toContain(values.mchid);
    for (const id of Object.keys(values.certs ?? {})) expect(SETTINGS.certs.placeholders).toContain(id);
    expect(SETTINGS.serviceId.placeholders).toContain(values.serviceId);
    expect(SETTINGS.notifyUrl.placeholders).toContain(new URL(values.notifyUrl ?? '').hostname);
    if (values.serial !== undefined) expect(SETTINGS.serial.placeholders).toContain(values.serial);
  }
});

test("it explains the keys in Chinese and English, with the merchant platform's labels", () => {
  for (const label of [
    'API安全',
    '商户API证书',
    '商户API私钥',
    '微信支付公钥',
    '平台证书',
    'APIv3密钥',
    '证书序列号',
  ]) {
    expect(EXAMPLE).toContain(label);
  }
  for (const label of ['API Security', 'Merchant API certificate', 'WeChat Pay public key', 'APIv3 key']) {
    expect(EXAMPLE).toContain(label);
  }
});
