import { describe, expect, it } from 'vitest';
import { ConfigError, NetworkError, SignatureError } from '../../src/errors.js';
import * as library from '../../src/index.js';
import { decryptNotification } from '../../src/notification/decrypt.js';
import { verifyNotification } from '../../src/notification/verify.js';
import {
  apiv3Key,
  CERTIFICATE_SERIAL,
  failure,
  keyRing,
  type Making,
  makeNotification,
  order,
  PUBLIC_KEY_ID,
} from './helpers.js';

const decode = async (making: Making = {}, extra: { ignoreTimestamp?: boolean } = {}) =>
  decryptNotification(verifyNotification({ ...(await makeNotification(making)), keyRing, ...extra }), apiv3Key);

const altered = async (change: (headers: Record<string, string>) => Record<string, string>, making: Making = {}) => {
  const { headers, body } = await makeNotification(making);
  return failure(() => verifyNotification({ headers: change(headers), body, keyRing }));
};

describe('verifyNotification', () => {
  it('takes notifications signed by the public key and by the old certificate, side by side', async () => {
    for (const serial of [PUBLIC_KEY_ID, CERTIFICATE_SERIAL]) {
      const { signedBy, notification } = verifyNotification({ ...(await makeNotification({ serial })), keyRing });
      expect(signedBy).toBe(serial);
      expect(notification.event_type).toBe('HIRE_POWER_BANK.RECEIVE_INSURANCE');
    }
    const error = await altered((headers) => ({ ...headers, 'Wechatpay-Serial': 'PUB_KEY_ID_0999' }));
    expect(error).toMatchObject({ type: 'signature', code: 'SIGNATURE_UNKNOWN_SERIAL' });
    for (const id of ['PUB_KEY_ID_0999', PUBLIC_KEY_ID, CERTIFICATE_SERIAL]) expect(String(error)).toContain(id);
  });

  it('refuses a signature probe, and says that it is one', async () => {
    const error = await altered((headers) => ({
      ...headers,
      'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature']}`,
    }));
    expect(error).toBeInstanceOf(SignatureError);
    expect(error).toMatchObject({ code: 'SIGNATURE_PROBE', message: expect.stringContaining('probe by WeChat Pay') });
  });

  it('refuses a body that was parsed and written again, and says why that happens', async () => {
    const { headers, body } = await makeNotification({ plain: JSON.stringify(order) });
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1));
    const error = await failure(() => verifyNotification({ headers, body: rewritten, keyRing }));
    expect(error).toMatchObject({ code: 'SIGNATURE_MISMATCH', hint: expect.stringContaining('raw bytes') });
  });

  it.each(['Wechatpay-Timestamp', 'Wechatpay-Nonce', 'Wechatpay-Signature', 'Wechatpay-Serial'])(
    'names a missing %s, and the proxy',
    async (name) => {
      const error = await altered((headers) => ({ ...headers, [name]: '' }));
      expect(error).toMatchObject({
        code: 'SIGNATURE_MISSING',
        hint: expect.stringContaining('check the proxy in front of your server'),
      });
      expect(String(error)).toContain(`${name} missing`);
    },
  );

  it('takes header names in any case', async () => {
    for (const change of [(name: string) => name.toLowerCase(), (name: string) => name.toUpperCase()]) {
      const { headers, body } = await makeNotification();
      const renamed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [change(name), value]));
      expect(verifyNotification({ headers: renamed, body, keyRing }).signedBy).toBe(PUBLIC_KEY_ID);
    }
  });

  it('measures the clock, and can leave the time out, never the signature', async () => {
    expect(await failure(() => decode({ offset: -86_400 }))).toMatchObject({
      code: 'SIGNATURE_EXPIRED',
      message: expect.stringMatching(/this clock is 1 d.* ahead/),
      hint: expect.stringContaining('`ignoreTimestamp`'),
    });
    expect((await decode({ offset: -86_400 }, { ignoreTimestamp: true })).event.resource).toEqual(order);
    const { headers, body } = await makeNotification({ offset: -86_400 });
    body[20] = 0x20;
    expect(await failure(() => verifyNotification({ headers, body, keyRing, ignoreTimestamp: true }))).toMatchObject({
      code: 'SIGNATURE_MISMATCH',
    });
    const now = Date.now() - 86_400_000;
    expect(verifyNotification({ ...(await makeNotification({ offset: -86_400 })), keyRing, now }).signedBy).toBe(
      PUBLIC_KEY_ID,
    );
  });

  it.each([
    ['no JSON', { body: Buffer.from('<xml/>') }, 'the body, 6 bytes, is not valid JSON'],
    ['no UTF-8', { body: Buffer.from([0x7b, 0xff, 0x7d]) }, 'is not valid JSON'],
    ['no object', { body: Buffer.from('[]') }, 'the body: '],
    ['no resource', { body: Buffer.from('{"id":"1","event_type":"x"}') }, 'resource: it is required'],
    ['an unknown algorithm', { resource: { algorithm: 'ROT13' } }, 'resource.algorithm is "ROT13"'],
    ['no ciphertext', { resource: { ciphertext: undefined } }, 'resource.ciphertext: it is required'],
    ['a ciphertext that is no base64', { resource: { ciphertext: '***' } }, 'not valid base64'],
    ['a nonce of another length', { resource: { nonce: 'short' } }, 'expected a nonce of 12 bytes, found 5'],
    ['content that is not JSON', { plain: 'plain' }, 'the decrypted resource, 5 bytes, is not valid JSON'],
    ['content without a state', { plain: '{"order_id":"1"}' }, 'order_receive_state: it is required'],
  ])('says what is not as documented though well signed: %s', async (_, making, named) => {
    const error = await failure(() => decode(making));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: 'BAD_NOTIFICATION', message: expect.stringContaining(named) });
    expect(String(error)).toContain('well signed');
  });
});

describe('decryptNotification', () => {
  it('says that the APIv3 key is wrong, which is all that a failure can mean after a good signature', async () => {
    const error = await failure(() => decode({ apiv3Key: 'x'.repeat(32) }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'APIV3_KEY_MISMATCH', message: expect.stringContaining('APIv3 key') });
    expect(String(error)).not.toContain('Unsupported state');
  });

  it('reports a wrong signature before a wrong key', async () => {
    const { headers, body } = await makeNotification({ apiv3Key: 'x'.repeat(32) });
    const forged = { headers: { ...headers, 'Wechatpay-Nonce': 'other' }, body };
    expect(
      await failure(() => decryptNotification(verifyNotification({ ...forged, keyRing }), apiv3Key)),
    ).toBeInstanceOf(SignatureError);
  });

  it('is not offered by the library for what is not verified', () => {
    expect(
      Object.keys(library)
        .filter((name) => /notification/i.test(name))
        .sort(),
    ).toEqual(['isInsuranceNotification', 'receiveNotification', 'refuseNotification', 'verifyNotification']);
  });

  it('keeps every field, unknown ones too, and the text as received', async () => {
    const plain =
      '{"order_id":"1","out_order_no":"n","openid":"o","order_receive_state":"NEW","big":12345678901234567890}';
    const { event, text } = await decode({ id: 'EV-1', plain, resource: { later: true } });
    expect(event.resource).toMatchObject({ order_receive_state: 'NEW', big: expect.any(Number) });
    expect(text).toBe(
      `{"id":"EV-1","create_time":"2018-02-25T22:32:23+08:00","resource_type":"encrypt-resource","event_type":"HIRE_POWER_BANK.RECEIVE_INSURANCE","summary":"保险订单状态变化","resource":${plain}}`,
    );
    expect(library.isInsuranceNotification(event) && event.resource.out_order_no).toBe('n');
  });

  it('takes other events, with any object as their content, and absent associated data', async () => {
    const making = { eventType: 'TRANSACTION.SUCCESS', plain: '{"amount":{"total":1}}' };
    const { event } = await decode(making);
    expect(event.resource).toEqual({ amount: { total: 1 } });
    expect(library.isInsuranceNotification(event)).toBe(false);
    expect(await failure(() => decode({ ...making, plain: '[]' }))).toMatchObject({ code: 'BAD_NOTIFICATION' });
  });
});
