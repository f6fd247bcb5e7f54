import { expect, test } from 'vitest';
import { shownValues } from '../../src/config/shown-values.js';
import { describeSource } from '../../src/config/source.js';
import { createPlace, ref } from './helpers.js';
import { createKey } from './keys.js';

const shown = async (content: string, env: Record<string, string> = {}) => {
  const { write, load } = createPlace();
  const file = write('.wechatpayrc', content);
  const values = shownValues(await load(env));
  return Object.fromEntries(
    values.map(({ name, value, source }) => [name, [value, describeSource(source).replace(file, 'file')]]),
  );
};

test('each value that is set is shown with its source, in the order of the table', async () => {
  const values = await shown('mchid: "1900000009"\ntimeout: 5\nprofiles: {default: {lang: zh}}', {
    WECHATPAY_OUTPUT: 'json',
  });
  expect(Object.entries(values)).toEqual([
    ['mchid', ['1900000009', 'file: mchid']],
    ['baseUrl', ['https://api.mch.weixin.qq.com', 'default']],
    ['backupBaseUrl', ['https://api2.mch.weixin.qq.com', 'default']],
    ['output', ['json', 'WECHATPAY_OUTPUT']],
    ['lang', ['zh', 'file: profiles.default.lang']],
    ['timeout', [5, 'file: timeout']],
    ['sandbox', [false, 'default']],
    ['guard', [false, 'default']],
  ]);
});

test('a path and a reference are shown', async () => {
  const values = await shown(
    `privateKey: ./key.pem\napiv3Key: ${ref('WECHATPAY_APIV3_KEY')}\ncerts: {PUB_KEY_ID_1: ./pub_key.pem}`,
  );
  expect(values['privateKey']).toEqual(['./key.pem', 'file: privateKey']);
  expect(values['apiv3Key']).toEqual(['${WECHATPAY_APIV3_KEY}', 'file: apiv3Key']);
  expect(values['certs']).toEqual([{ PUB_KEY_ID_1: './pub_key.pem' }, 'file: certs']);
});

test.each([
  ['a private key', { privateKey: createKey().privateKey }, 'privateKey'],
  ['a private key as base64', { privateKey: 'QUJD'.repeat(200) }, 'privateKey'],
  ['a private key that is damaged', { privateKey: 'hunter2hunter2' }, 'privateKey'],
  ['an APIv3 key', { apiv3Key: 'hunter2.hunter2/hunter2.hunter2.' }, 'apiv3Key'],
  ['a passphrase', { privateKeyPassphrase: 'hunter2/.' }, 'privateKeyPassphrase'],
])('%s is not', async (_, content, name) => {
  expect((await shown(JSON.stringify(content)))[name]?.[0]).toBe('[secret]');
});

test('nor is a key in the place of another value, or a password of a proxy', async () => {
  const values = await shown(
    JSON.stringify({ certificate: createKey().privateKey, proxy: 'http://u:hunter2@proxy:1' }),
  );
  expect(values['certificate']?.[0]).toBe('[secret]');
  expect(values['proxy']?.[0]).toBe('http://[secret]@proxy:1');
});
