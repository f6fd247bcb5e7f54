import { describe, expect, test } from 'vitest';
import { SETTING_NAMES, settingOf } from '../../src/config/settings-table.js';
import { describeSource } from '../../src/config/source.js';
import { createPlace, failure, ref } from './helpers.js';

describe('environment variables', () => {
  test.each([
    ['mchid', 'WECHATPAY_MCHID', '1900000001'],
    ['serial', 'WECHATPAY_SERIAL', 'ABCD'],
    ['certificate', 'WECHATPAY_CERTIFICATE', './cert.pem'],
    ['privateKey', 'WECHATPAY_PRIVATE_KEY', './key.pem'],
    ['privateKeyPassphrase', 'WECHATPAY_PRIVATE_KEY_PASSPHRASE', ' with blanks '],
    ['apiv3Key', 'WECHATPAY_APIV3_KEY', 'x'.repeat(32)],
    ['notifyUrl', 'WECHATPAY_NOTIFY_URL', 'https://example.com/n'],
    ['serviceId', 'WECHATPAY_SERVICE_ID', '500001'],
    ['baseUrl', 'WECHATPAY_BASE_URL', 'https://a.example.com'],
    ['backupBaseUrl', 'WECHATPAY_BACKUP_BASE_URL', 'https://b.example.com'],
    ['output', 'WECHATPAY_OUTPUT', 'json'],
    ['lang', 'WECHATPAY_LANG', 'en'],
  ] as const)('%s is set by %s', async (key, name, value) => {
    const { values, sources } = await createPlace().load({ [name]: value });
    expect(values[key]).toBe(value);
    expect(sources[key]).toEqual({ kind: 'environment', name });
  });

  test('an empty or blank one counts as unset', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', 'mchid: "1900000001"\noutput: json');
    const all = Object.fromEntries(
      SETTING_NAMES.flatMap((name) => settingOf(name).env ?? []).map((name) => [name, '']),
    );
    const { values } = await load({ ...all, WECHATPAY_MCHID: ' \n' });
    expect(values).toMatchObject({ mchid: '1900000001', output: 'json', serial: undefined, certs: undefined });
  });

  test('blanks and line ends around a value do no harm', async () => {
    const { values } = await createPlace().load({
      WECHATPAY_OUTPUT: ' json\n',
      WECHATPAY_BASE_URL: 'https://a.example.com\r\n',
    });
    expect(values).toMatchObject({ output: 'json', baseUrl: 'https://a.example.com' });
  });

  test('WECHATPAY_PUBLIC_KEY with WECHATPAY_PUBLIC_KEY_ID makes certs, in the place of those of the file', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', 'certs: {PUB_KEY_ID_1: ./a.pem}');
    const { values, sources } = await load({
      WECHATPAY_PUBLIC_KEY: './b.pem',
      WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_2',
    });
    expect(values.certs).toEqual({ PUB_KEY_ID_2: './b.pem' });
    expect(sources.certs && describeSource(sources.certs)).toBe('WECHATPAY_PUBLIC_KEY');
  });

  test.each([
    ['WECHATPAY_PUBLIC_KEY', 'WECHATPAY_PUBLIC_KEY_ID'],
    ['WECHATPAY_PUBLIC_KEY_ID', 'WECHATPAY_PUBLIC_KEY'],
  ])('%s without %s is an error that names both', async (given, missing) => {
    const error = await failure(() => createPlace().load({ [given]: 'PUB_KEY_ID_1' }));
    expect(error).toMatchObject({ type: 'config', code: 'PUBLIC_KEY_INCOMPLETE' });
    expect(error.message).toBe(`${given} is set, but ${missing} is not`);
  });

  test('a bad value is an error that names the variable, and shows no value', async () => {
    const error = await failure(() => createPlace().load({ WECHATPAY_OUTPUT: 'hunter2' }));
    expect(error).toMatchObject({ type: 'config', code: 'CONFIG_INVALID' });
    expect(error.message).toBe('WECHATPAY_OUTPUT: expected one of table, json, ndjson');
  });
});

describe('variables that are probably typed wrong', () => {
  test.each([
    ['WECHATPAY_MCH_ID', 'WECHATPAY_MCHID'],
    ['WECHATPAY_API_V3_KEY', 'WECHATPAY_APIV3_KEY'],
    ['WECHATPAY_PRIVATE_KEY_PATH', 'WECHATPAY_PRIVATE_KEY'],
    ['WECHATPAY_NOTIFY_URI', 'WECHATPAY_NOTIFY_URL'],
    ['WECHATPAY_SERIAL_NO', 'WECHATPAY_SERIAL'],
  ])('%s brings a warning with the nearest known name', async (name, near) => {
    const { warnings } = await createPlace().load({ [name]: 'x' });
    expect(warnings.map(({ en }) => en)).toEqual([
      `the environment variable ${name} has no effect; did you mean ${near}?`,
    ]);
  });

  test.each(['WECHATPAY_APPID', 'WECHATPAY_MERCHANT_NAME', 'WXPAY_MCHID', 'WECHATPAY_SANDBOX_DIR'])(
    '%s brings none',
    async (name) => {
      expect((await createPlace().load({ [name]: 'x' })).warnings).toEqual([]);
    },
  );

  test('nor does one that the file refers to, or an empty one', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', `apiv3Key: ${ref('WECHATPAY_APIV3_KEY_B')}`);
    expect((await load({ WECHATPAY_APIV3_KEY_B: 'x', WECHATPAY_MCH_ID: '' })).warnings).toEqual([]);
  });
});
