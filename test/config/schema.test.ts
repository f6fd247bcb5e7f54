import { describe, expect, test } from 'vitest';
import { createPlace, failure, ref } from './helpers.js';

const problemOf = async (content: string) => {
  const { write, load } = createPlace();
  const file = write('.wechatpayrc', content);
  const error = await failure(load);
  expect(error).toMatchObject({
    type: 'config',
    code: 'CONFIG_INVALID',
    hint: expect.stringContaining('.wechatpayrc.example'),
  });
  expect(error.message.startsWith(file)).toBe(true);
  return error.message.slice(file.length);
};

describe('an unknown key is an error with the nearest known name', () => {
  test.each([
    ['mchId: "1"', ': mchId: unknown key; did you mean mchid?'],
    ['NOTIFY-URL: x', ': NOTIFY-URL: unknown key; did you mean insurance.notifyUrl?'],
    ['private_key: x', ': private_key: unknown key; did you mean privateKey?'],
    ['apiV3key: x', ': apiV3key: unknown key; did you mean apiv3Key?'],
    ['notifyUrl: x', ': notifyUrl: unknown key; did you mean insurance.notifyUrl?'],
    ['insurance: {notify_url: x}', ': insurance.notify_url: unknown key; did you mean notifyUrl?'],
    ['profile: {}', ': profile: unknown key; did you mean profiles?'],
    ['profiles: {a: {cert: {}}}', ': profiles.a.cert: unknown key; did you mean certs?'],
    [
      'profiles: {a: {insurance: {serviceid: x}}}',
      ': profiles.a.insurance.serviceid: unknown key; did you mean serviceId?',
    ],
    ['profiles: {a: {profiles: {}}}', ': profiles.a.profiles: unknown key; known here: mchid,'],
    ['zzzzzz: 1', ': zzzzzz: unknown key; known here: mchid,'],
  ])('%s', async (content, expected) => {
    expect(await problemOf(content)).toContain(expected);
  });
});

describe('numbers without quotes', () => {
  test.each([
    ['serial: 0123456789012345678901234567890123456789', 'serial'],
    ['serial: 1E10', 'serial'],
    ['apiv3Key: 12345678901234567890123456789012', 'apiv3Key'],
    ['profiles: {a: {insurance: {serviceId: 500001}}}', 'profiles.a.insurance.serviceId'],
    ['certs: {PUB_KEY_ID_1: 5}', 'certs.PUB_KEY_ID_1'],
  ])('%s: told to put quotes around it, without the value', async (content, key) => {
    expect(await problemOf(content)).toBe(`: ${key}: expected a string, found a number: put quotes around it`);
  });

  test('the same for a date and for yes or no', async () => {
    expect(await problemOf('serial: 2024-01-01')).toBe(
      ': serial: expected a string, found a date: put quotes around it',
    );
    expect(await problemOf('serial: true')).toBe(': serial: expected a string, found a boolean: put quotes around it');
  });

  test('mchid alone may be a number', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', 'mchid: 1900000001\nprofiles: {a: {mchid: 1900000002}}');
    expect((await load()).values.mchid).toBe('1900000001');
    expect((await load({}, { profile: 'a' })).values.mchid).toBe('1900000002');
  });
});

describe('values', () => {
  test.each([
    ['mchid: 1234567', 'mchid: expected a merchant number of 8 to 10 digits'],
    ['mchid: "12345678901"', 'mchid: expected a merchant number of 8 to 10 digits'],
    ['mchid: [1]', 'mchid: expected a string, found an array'],
    ['output: xml', 'output: expected one of table, json, ndjson'],
    ['lang: cn', 'lang: expected one of zh, en'],
    ['timeout: 0', 'timeout: expected a number of seconds above 0 to 86400'],
    ['timeout: "20"', 'timeout: expected a number of seconds above 0 to 86400'],
    ['timeout: 86401', 'timeout: expected a number of seconds above 0 to 86400'],
    ['retries: -1', 'retries: expected a whole number of retries from 0 to 100'],
    ['retries: 1.5', 'retries: expected a whole number of retries from 0 to 100'],
    ['rate: 0', 'rate: expected a number of requests a second from 0.01 to 100000'],
    ['rate: 50/s', 'rate: expected a number of requests a second from 0.01 to 100000'],
    ['sandbox: "yes"', 'sandbox: expected a boolean, found a string'],
    ['privateKey: ""', 'privateKey: it is empty: give it a value, or remove the key'],
    ['insurance: x', 'insurance: expected keys with values'],
    ['certs: ./pub_key.pem', 'certs: '],
    ['baseUrl: http://example.com', 'baseUrl: plain http is accepted for this machine only'],
    ['profiles: {a: {output: xml}}', 'profiles.a.output: expected one of table, json, ndjson'],
  ])('%s', async (content, expected) => {
    expect(await problemOf(content)).toContain(`: ${expected}`);
  });

  test('a format is not judged as long as a variable stands for a part of it', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', `output: ${ref('WECHATPAY_FORMAT')}`);
    expect((await load({ WECHATPAY_FORMAT: 'json' })).values.output).toBe('json');
    expect((await failure(() => load({ WECHATPAY_FORMAT: 'xml' }))).message).toContain(
      'output: expected one of table, json, ndjson',
    );
  });

  test('a key without a value is as good as absent', async () => {
    const { write, load } = createPlace();
    write('.wechatpayrc', 'mchid: "1900000001"\nserial:\ninsurance:\n  notifyUrl:\nprofiles:\n');
    expect((await load()).values).toMatchObject({ mchid: '1900000001', serial: undefined, notifyUrl: undefined });
  });
});

test('all problems of a file are reported at once', async () => {
  const message = await problemOf('mchId: "1"\noutput: xml\nprofiles: {a: {serial: 5, retrys: 1}}');
  expect(message.split('\n')).toEqual([
    ' has 4 problems:',
    expect.stringContaining('- output: '),
    expect.stringContaining('- profiles.a.serial: '),
    '- profiles.a.retrys: unknown key; did you mean retries?',
    '- mchId: unknown key; did you mean mchid?',
  ]);
});

test('nor is a name that may be a secret in the wrong place', async () => {
  const key = 'hunter2hunter2hunter2hunter2hunt';
  const message = await problemOf(JSON.stringify({ [key]: 1, '-----BEGIN PRIVATE KEY-----': 2, certs: { [key]: 3 } }));
  expect(message).not.toMatch(/hunter2|BEGIN/);
  expect(message).toContain('certs.[…]: expected a string, found a number');
});

test('a value is never shown: it may be a secret in the wrong place', async () => {
  const message = await problemOf(
    'mchid: hunter2\noutput: hunter2\nlang: hunter2\nbaseUrl: "https://u:hunter2@h"\nretries: hunter2',
  );
  expect(message).not.toContain('hunter2');
});
