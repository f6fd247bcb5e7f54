import { describe, expect, test } from 'vitest';
import { describeSource } from '../../src/config/source.js';
import { createPlace, failure } from './helpers.js';

const PROFILES = `
mchid: "1900000001"
output: json
insurance:
  notifyUrl: https://top.example.com/n
  serviceId: "1"
certs: {PUB_KEY_ID_1: ./1.pem, PUB_KEY_ID_2: ./2.pem}
profiles:
  staging:
    mchid: "1900000002"
    insurance:
      notifyUrl: https://staging.example.com/n
    certs: {PUB_KEY_ID_3: ./3.pem}
  shop-b:
    mchid: "1900000003"
`;

describe('option over environment over profile over top level over default', () => {
  test('each layer wins over the next, and the source says which', async () => {
    const { write, load } = createPlace();
    const expected = async (value: string, source: string, ...args: Parameters<typeof load>) => {
      const { values, sources } = await load(...args);
      expect(values.lang).toBe(value);
      expect(sources.lang && describeSource(sources.lang)).toBe(source);
    };
    const file = write('.wechatpayrc', 'lang: zh\nprofiles: {p: {lang: en}}');
    const options = { profile: 'p', overrides: { lang: 'en' } };
    await expected('zh', `${file}: lang`);
    await expected('en', `${file}: profiles.p.lang`, {}, { profile: 'p' });
    await expected('zh', 'WECHATPAY_LANG', { WECHATPAY_LANG: 'zh' }, { profile: 'p' });
    await expected('en', '--lang', { WECHATPAY_LANG: 'zh' }, options);
  });

  test('every option', async () => {
    const overrides = {
      baseUrl: 'https://a.example.com',
      output: 'ndjson',
      lang: 'en',
      timeout: 3,
      retries: 0,
    };
    const { values, sources } = await createPlace().load({}, { overrides });
    expect(values).toMatchObject(overrides);
    expect(Object.values(sources).map(describeSource).toSorted()).toEqual(
      ['--base-url', '--lang', '--output', '--retries', '--timeout', 'default', 'default'].toSorted(),
    );
  });

  test('an option that was not given takes nothing away', async () => {
    const { values } = await createPlace().load({ WECHATPAY_OUTPUT: 'json' }, { overrides: { output: undefined } });
    expect(values.output).toBe('json');
  });

  test('without anything: the defaults, and no error', async () => {
    const { values, sources, file, profile, warnings } = await createPlace().load();
    expect(values).toMatchObject({
      baseUrl: 'https://api.mch.weixin.qq.com',
      backupBaseUrl: 'https://api2.mch.weixin.qq.com',
      output: 'table',
      sandbox: false,
      mchid: undefined,
      lang: undefined,
    });
    expect(sources.output).toEqual({ kind: 'default' });
    expect(sources).not.toHaveProperty('mchid');
    expect({ file, profile, warnings }).toEqual({ file: undefined, profile: undefined, warnings: [] });
  });

  test('a bad option is a mistake of the call, not of the configuration', async () => {
    const error = await failure(() => createPlace().load({}, { overrides: { output: 'xml' } }));
    expect(error).toMatchObject({ type: 'usage', message: '--output: expected one of table, json, ndjson' });
  });
});

describe('profiles', () => {
  test('lie over the top level: insurance key by key, certs as a whole', async () => {
    const { write, load } = createPlace();
    const file = write('.wechatpayrc', PROFILES);
    const { values, sources, profile } = await load({}, { profile: 'staging' });
    expect(values).toMatchObject({
      mchid: '1900000002',
      output: 'json',
      notifyUrl: 'https://staging.example.com/n',
      serviceId: '1',
    });
    expect(values.certs).toEqual({ PUB_KEY_ID_3: './3.pem' });
    expect(sources.notifyUrl).toMatchObject({ kind: 'file', file, key: 'profiles.staging.insurance.notifyUrl' });
    expect(sources.serviceId).toMatchObject({ kind: 'file', file, key: 'insurance.serviceId' });
    expect(profile).toBe('staging');
  });

  test('--profile wins over WECHATPAY_PROFILE; without both, none', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', PROFILES);
    expect((await load({ WECHATPAY_PROFILE: 'shop-b' }, { profile: 'staging' })).profile).toBe('staging');
    expect((await load({ WECHATPAY_PROFILE: 'shop-b' })).values.mchid).toBe('1900000003');
    expect(await load({ WECHATPAY_PROFILE: '' })).toMatchObject({
      profile: undefined,
      values: { mchid: '1900000001' },
    });
  });

  test('one called default applies by itself, until another is asked for', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', `${PROFILES}  default: {mchid: "1900000009"}\n`);
    expect(await load()).toMatchObject({ profile: 'default', values: { mchid: '1900000009' } });
    expect((await load({}, { profile: 'staging' })).values.mchid).toBe('1900000002');
  });

  test('an unknown one is an error with the known ones and the nearest', async () => {
    const { write, load } = createPlace();
    const file = write('.wechatpayrc', PROFILES);
    const error = await failure(() => load({}, { profile: 'stagging' }));
    expect(error).toMatchObject({ type: 'config', code: 'UNKNOWN_PROFILE', hint: 'Did you mean staging?' });
    expect(error.message).toBe(`unknown profile "stagging" (--profile); known profiles: staging, shop-b (${file})`);
    expect((await failure(() => load({ WECHATPAY_PROFILE: 'toString' }))).message).toContain('(WECHATPAY_PROFILE)');
  });

  test('one asked for without any file is an error that says where was looked', async () => {
    const { cwd, load } = createPlace();
    const error = await failure(() => load({}, { profile: 'staging' }));
    expect(error.message).toContain(`unknown profile "staging" (--profile); no configuration file was found in ${cwd}`);
  });
});

describe('keys that belong together come from one layer', () => {
  test('a serial of a stronger layer replaces the certificate of a weaker one, and the other way round', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', 'certificate: ./a.pem\nprofiles: {s: {serial: "AB"}, c: {certificate: ./b.pem}}');
    expect((await load({}, { profile: 's' })).values).toMatchObject({ serial: 'AB', certificate: undefined });
    expect((await load({ WECHATPAY_SERIAL: 'CD' })).values).toMatchObject({ serial: 'CD', certificate: undefined });
    write('.wechatpayrc', 'serial: "AB"\nprofiles: {c: {certificate: ./b.pem}}');
    expect((await load({}, { profile: 'c' })).values).toMatchObject({ serial: undefined, certificate: './b.pem' });
  });

  test('a backup host never stands in for the host of a stronger layer', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', 'baseUrl: https://a.example.com\nbackupBaseUrl: https://b.example.com');
    expect((await load()).values.backupBaseUrl).toBe('https://b.example.com');
    const { values } = await load({}, { overrides: { baseUrl: 'http://127.0.0.1:8080' } });
    expect(values).toMatchObject({ baseUrl: 'http://127.0.0.1:8080', backupBaseUrl: undefined });
    expect((await load({ WECHATPAY_BACKUP_BASE_URL: 'https://c.example.com' })).values).toMatchObject({
      baseUrl: 'https://a.example.com',
      backupBaseUrl: 'https://c.example.com',
    });
  });
});
