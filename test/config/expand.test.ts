import { describe, expect, test } from 'vitest';
import { loadApiv3Key, loadCredentials } from '../../src/config/credentials.js';
import { createPlace, failure, ref } from './helpers.js';

const NOW = Date.UTC(2026, 0, 1);

/** A place whose configuration file is named, so that it may use every variable; the others are in trust.test.ts. */
const namedPlace = () => {
  const place = createPlace();
  const load: typeof place.load = (env, input) => place.load(env, { configFile: '.wechatpayrc', ...input });
  return { ...place, load };
};

describe('the environment in values of a file', () => {
  test('takes the place of each reference', async () => {
    const { write, load } = namedPlace();
    write(
      '.wechatpayrc',
      `insurance: {notifyUrl: "https://${ref('HOST')}/${ref('PATH_1')}/n", serviceId: "${ref('ID')}"}`,
    );
    const { values } = await load({ HOST: 'example.com', PATH_1: 'a', ID: '500001' });
    expect(values).toMatchObject({ notifyUrl: 'https://example.com/a/n', serviceId: '500001' });
  });

  test.each([{}, { HOST: '' }])(
    'an unset or empty variable is an error that names variable, key and file: %j',
    async (env) => {
      const { write, load } = namedPlace();
      const file = write('.wechatpayrc', `insurance: {notifyUrl: "https://${ref('HOST')}/n"}`);
      const error = await failure(() => load(env));
      expect(error).toMatchObject({ type: 'config', code: 'UNSET_VARIABLE' });
      expect(error.message).toBe(`${file}: insurance.notifyUrl: the environment variable HOST is not set`);
    },
  );

  test('one that nothing uses does no harm: overridden, or of another profile', async () => {
    const { write, load } = namedPlace();
    write('.wechatpayrc', `output: ${ref('A')}\nlang: zh\nprofiles: {p: {lang: "${ref('B')}"}}`);
    expect((await load({ WECHATPAY_OUTPUT: 'json' })).values).toMatchObject({ output: 'json', lang: 'zh' });
    expect((await failure(() => load({ A: 'json' }, { profile: 'p' }))).message).toContain(
      'profiles.p.lang: the environment variable B',
    );
  });

  test('one in credentials matters only once they are needed, one in apiv3Key only there', async () => {
    const { write, load } = namedPlace();
    write(
      '.wechatpayrc',
      `mchid: "${ref('MCH')}"\nserial: AB\nprivateKey: ./key.pem\ncerts: {PUB_KEY_ID_1: ./pub.pem}\napiv3Key: ${ref('APIV3')}`,
    );
    const settings = await load();
    expect((await failure(() => loadCredentials(settings, NOW))).message).toContain(
      'mchid: the environment variable MCH is not set',
    );
    const withMchid = await load({ MCH: '1900000001' });
    expect((await failure(() => loadCredentials(withMchid, NOW))).message).toContain('key.pem');
    const error = await failure(() => loadApiv3Key(withMchid));
    expect(error).toMatchObject({
      code: 'UNSET_VARIABLE',
      message: expect.stringContaining('apiv3Key: the environment variable APIV3'),
    });
    expect(loadApiv3Key(await load({ APIV3: 'k'.repeat(32) })).toString()).toBe('k'.repeat(32));
  });

  test('what a variable holds is not expanded once more', async () => {
    const { write, load } = namedPlace();
    write('.wechatpayrc', `insurance: {serviceId: "${ref('A')}"}`);
    expect((await load({ A: ref('B'), B: 'no' })).values.serviceId).toBe(ref('B'));
  });

  test('a variable or an option itself is not expanded', async () => {
    const { load } = createPlace();
    const { values } = await load({ WECHATPAY_SERVICE_ID: ref('A'), A: 'no' });
    expect(values.serviceId).toBe(ref('A'));
  });

  test.each([ref('A:-b'), ref(''), ref('1A'), ref('a b')])(
    '%s is refused: only names are understood',
    async (reference) => {
      const { write, load } = namedPlace();
      const file = write('.wechatpayrc', `insurance: {serviceId: "${reference}"}`);
      const error = await failure(() => load({ A: 'x' }));
      expect(error).toMatchObject({
        type: 'config',
        code: 'BAD_REFERENCE',
        message: expect.stringContaining(`${file}: insurance.serviceId`),
      });
    },
  );

  test('names of Object.prototype are no variables', async () => {
    const { write, load } = namedPlace();
    write('.wechatpayrc', `insurance: {serviceId: "${ref('constructor')}"}`);
    expect(await failure(load)).toMatchObject({ code: 'UNSET_VARIABLE' });
  });
});
