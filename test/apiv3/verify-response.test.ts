import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyRing, type VerifyingKey } from '../../src/apiv3/key-ring.js';
import { responseMessage } from '../../src/apiv3/message.js';
import { SIGNATURE_HEADERS, type VerifyResponseInput, verifyResponse } from '../../src/apiv3/verify-response.js';
import { flipBit, nodeSignature } from './helpers.js';
import { ANSWER_HEAD, BODIES, PUBLIC_KEY } from './signature.vectors.js';

const PUBLIC_KEY_ID = 'PUB_KEY_ID_0114232134912410000000000000';
const SERIAL = '0A1B2C3D4E5F60718293A4B5C6D7E8F901234567';
const NOW = 1_722_850_421_000;

const wechat = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys: VerifyingKey[] = [
  { id: PUBLIC_KEY_ID, kind: 'public-key', publicKey: wechat.publicKey },
  { id: SERIAL, kind: 'certificate', publicKey: platform.publicKey },
];
const keyRing = createKeyRing(keys);

/** A genuine answer; `headers` are set, or with `undefined` left out, after it was signed. */
const answer = ({
  seconds = NOW / 1000,
  body = Buffer.from('{"qualified_user":true}'),
  signer = wechat.privateKey,
  headers = {},
}: {
  seconds?: number;
  body?: Uint8Array;
  signer?: typeof wechat.privateKey;
  headers?: Record<string, string | undefined>;
} = {}): VerifyResponseInput & { headers: Record<string, string | undefined> } => {
  const head = { timestamp: String(seconds), nonce: 'd824f2e086d3c1df967785d13fcd22ef' };
  return {
    headers: {
      'Wechatpay-Timestamp': head.timestamp,
      'Wechatpay-Nonce': head.nonce,
      'Wechatpay-Signature': nodeSignature(responseMessage({ ...head, body }), signer),
      'Wechatpay-Serial': PUBLIC_KEY_ID,
      ...headers,
    },
    body,
    keyRing,
    now: NOW,
  };
};

describe('a genuine answer', () => {
  test.each(BODIES)('with a body that is: $name (signed by openssl)', ({ body, answer: signature }) => {
    const headers = {
      'wechatpay-timestamp': ANSWER_HEAD.timestamp,
      'wechatpay-nonce': ANSWER_HEAD.nonce,
      'wechatpay-signature': signature,
      'wechatpay-serial': 'PUB_KEY_ID_1',
    };
    const ring = createKeyRing([{ id: 'PUB_KEY_ID_1', kind: 'public-key', publicKey: createPublicKey(PUBLIC_KEY) }]);
    expect(verifyResponse({ headers, body, keyRing: ring, now: NOW })).toEqual({ ok: true, serial: 'PUB_KEY_ID_1' });
  });

  test('a 204 verifies over its empty body', () => {
    expect(verifyResponse(answer({ body: Buffer.alloc(0) })).ok).toBe(true);
    expect(verifyResponse({ ...answer(), body: Buffer.alloc(0) })).toMatchObject({ reason: 'mismatch' });
  });

  test('the serial picks the key, whichever of the two kinds it is', () => {
    expect(verifyResponse(answer())).toEqual({ ok: true, serial: PUBLIC_KEY_ID });
    const headers = { 'Wechatpay-Serial': SERIAL };
    expect(verifyResponse(answer({ signer: platform.privateKey, headers }))).toEqual({ ok: true, serial: SERIAL });
    expect(verifyResponse(answer({ headers }))).toEqual({ ok: false, reason: 'mismatch', serial: SERIAL });
  });

  test('a certificate serial in lower case is the same serial', () => {
    const headers = { 'Wechatpay-Serial': SERIAL.toLowerCase() };
    expect(verifyResponse(answer({ signer: platform.privateKey, headers }))).toEqual({ ok: true, serial: SERIAL });
  });

  test('a public key id is compared byte for byte', () => {
    const ring = createKeyRing([{ id: 'PUB_KEY_ID_0a', kind: 'public-key', publicKey: wechat.publicKey }]);
    const signedBy = (serial: string) => ({ ...answer({ headers: { 'Wechatpay-Serial': serial } }), keyRing: ring });
    expect(verifyResponse(signedBy('PUB_KEY_ID_0a')).ok).toBe(true);
    expect(verifyResponse(signedBy('PUB_KEY_ID_0A'))).toMatchObject({ reason: 'unknown-serial' });
    expect(verifyResponse(signedBy('0a'))).toMatchObject({ reason: 'unknown-serial' });
  });

  test('headers may be a Fetch Headers, lists of values, or of any case', () => {
    const { headers, ...rest } = answer();
    const entries = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
    const shapes = [
      new Headers(entries.map(({ name, value }): [string, string] => [name, value])),
      Object.fromEntries(entries.map(({ name, value }) => [name.toLowerCase(), [value]])),
      Object.fromEntries(entries.map(({ name, value }) => [name.toUpperCase(), ` ${value} `])),
    ];
    for (const shape of shapes) expect(verifyResponse({ headers: shape, ...rest }).ok).toBe(true);
  });
});

describe('a missing signature', () => {
  test.each(SIGNATURE_HEADERS)('without %s', (name) => {
    const refused = { ok: false, reason: 'missing', headers: [name] };
    expect(verifyResponse(answer({ headers: { [name]: undefined } }))).toEqual(refused);
    expect(verifyResponse(answer({ headers: { [name]: ' ' } }))).toEqual(refused);
  });

  test('without any of the four: all are named', () => {
    expect(verifyResponse({ ...answer(), headers: {} })).toEqual({
      ok: false,
      reason: 'missing',
      headers: SIGNATURE_HEADERS,
    });
  });
});

describe('the timestamp', () => {
  test.each([-300, -299, 0, 299, 300])('%i s from the clock is accepted', (offset) => {
    expect(verifyResponse(answer({ seconds: NOW / 1000 + offset })).ok).toBe(true);
  });

  test.each([-86_400, -301, 301, 86_400])('%i s from the clock is refused, and the offset told', (offset) => {
    const verdict = verifyResponse(answer({ seconds: NOW / 1000 + offset }));
    expect(verdict).toEqual({ ok: false, reason: 'skewed', offsetSeconds: offset });
  });

  test('the limit holds within a second', () => {
    expect(verifyResponse({ ...answer({ seconds: NOW / 1000 - 300 }), now: NOW + 1 })).toMatchObject({
      reason: 'skewed',
    });
    expect(verifyResponse({ ...answer({ seconds: NOW / 1000 + 300 }), now: NOW - 1 })).toMatchObject({
      reason: 'skewed',
    });
  });

  test('can be left unchecked for a notification that was kept; its signature cannot', () => {
    const old = { ...answer({ seconds: 1 }), ignoreTimestamp: true };
    expect(verifyResponse(old).ok).toBe(true);
    expect(verifyResponse({ ...old, body: Buffer.from('{}') })).toMatchObject({ reason: 'mismatch' });
  });

  test.each(['now', '1722850421.0', '-1', '1e9', '0x10', '1722850421, 1722850421', '1722850421000000000'])(
    'that is not Unix seconds: %j',
    (timestamp) => {
      const verdict = verifyResponse(answer({ headers: { 'Wechatpay-Timestamp': timestamp } }));
      expect(verdict).toEqual({ ok: false, reason: 'bad-timestamp', timestamp });
    },
  );
});

describe('a signature probe', () => {
  const probe = { 'Wechatpay-Signature': 'WECHATPAY/SIGNTEST/MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A' };

  test('is refused, and said to be one', () => {
    expect(verifyResponse(answer({ headers: probe }))).toEqual({ ok: false, reason: 'probe', serial: PUBLIC_KEY_ID });
  });

  test('is said to be one whatever else is wrong with it', () => {
    expect(verifyResponse(answer({ headers: { ...probe, 'Wechatpay-Serial': 'FF' } }))).toMatchObject({
      reason: 'probe',
    });
    expect(verifyResponse(answer({ seconds: 1, headers: probe }))).toMatchObject({ reason: 'probe' });
  });

  test('in front of a genuine signature does not make it pass', () => {
    const genuine = answer().headers['Wechatpay-Signature'];
    const headers = { 'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${genuine}` };
    expect(verifyResponse(answer({ headers }))).toMatchObject({ ok: false, reason: 'probe' });
  });
});

describe('a signature that does not verify', () => {
  test('an unknown serial is named, with those that are known', () => {
    expect(verifyResponse(answer({ headers: { 'Wechatpay-Serial': 'PUB_KEY_ID_9' } }))).toEqual({
      ok: false,
      reason: 'unknown-serial',
      serial: 'PUB_KEY_ID_9',
      known: [PUBLIC_KEY_ID, SERIAL],
    });
  });

  test('any one bit of the body changed', () => {
    const genuine = answer();
    fc.assert(
      fc.property(fc.nat(genuine.body.length * 8 - 1), (bit) => {
        const verdict = verifyResponse({ ...genuine, body: flipBit(genuine.body, bit) });
        expect(verdict).toEqual({ ok: false, reason: 'mismatch', serial: PUBLIC_KEY_ID });
      }),
    );
  });

  test('a body that was parsed and written again', () => {
    const genuine = answer({ body: Buffer.from('{"a": 1}') });
    const body = Buffer.from(JSON.stringify(JSON.parse('{"a": 1}')));
    expect(verifyResponse({ ...genuine, body })).toMatchObject({ reason: 'mismatch' });
  });

  test.each([
    ['another nonce', { 'Wechatpay-Nonce': 'D824F2E086D3C1DF967785D13FCD22EF' }],
    ['another timestamp', { 'Wechatpay-Timestamp': '1722850422' }],
    ['a signature of nothing', { 'Wechatpay-Signature': 'AAAA' }],
  ])('%s', (_, headers) => {
    expect(verifyResponse(answer({ headers }))).toMatchObject({ ok: false, reason: 'mismatch' });
  });

  test('the key of somebody else', () => {
    expect(verifyResponse(answer({ signer: platform.privateKey }))).toMatchObject({ ok: false, reason: 'mismatch' });
  });
});

describe('checks fail closed', () => {
  test.each([
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['missing', undefined],
    ['null', null],
    ['a Date', new Date(NOW)],
    ['text', String(NOW)],
  ])('a clock that is %s verifies nothing', (_, now) => {
    const genuine = answer();
    // What plain JavaScript can pass.
    Reflect.set(genuine, 'now', now);
    expect(verifyResponse(genuine)).toEqual({ ok: false, reason: 'no-clock' });
  });

  test('the time is left out for `true` only, not for what counts as true', () => {
    const old = answer({ seconds: 1 });
    Reflect.set(old, 'ignoreTimestamp', 'false');
    expect(verifyResponse(old)).toMatchObject({ reason: 'skewed' });
  });

  test.each([
    ['Wechatpay-Nonce', 'a\nb'],
    ['Wechatpay-Nonce', 'a\u0000b'],
    ['Wechatpay-Nonce', 'a\tb'],
    ['Wechatpay-Nonce', 'a\u0085b'],
    ['Wechatpay-Nonce', '\nab'],
    ['Wechatpay-Nonce', 'n'.repeat(4097)],
    ['Wechatpay-Timestamp', `${NOW / 1000}\n`],
    ['Wechatpay-Timestamp', `\r${NOW / 1000}`],
    ['Wechatpay-Serial', `${PUBLIC_KEY_ID}\u001b`],
    ['Wechatpay-Signature', 'A'.repeat(5000)],
  ] as const)('a malformed %s is refused even when it was signed: %j', (header, value) => {
    const body = Buffer.from('{}');
    const nonce = header === 'Wechatpay-Nonce' ? value : 'n';
    const timestamp = header === 'Wechatpay-Timestamp' ? value : String(NOW / 1000);
    const headers = {
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Signature': nodeSignature(responseMessage({ timestamp, nonce, body }), wechat.privateKey),
      'Wechatpay-Serial': PUBLIC_KEY_ID,
      [header]: value,
    };
    expect(verifyResponse({ headers, body, keyRing, now: NOW })).toEqual({ ok: false, reason: 'malformed', header });
  });

  test('a newline in the nonce cannot move a part of the body into it', () => {
    const genuine = answer({ body: Buffer.from('first\nsecond') });
    const nonce = `${genuine.headers['Wechatpay-Nonce']}\nfirst`;
    const moved = {
      ...genuine,
      headers: { ...genuine.headers, 'Wechatpay-Nonce': nonce },
      body: Buffer.from('second'),
    };
    expect(verifyResponse(moved)).toEqual({ ok: false, reason: 'malformed', header: 'Wechatpay-Nonce' });
  });

  test.each(['WECHATPAY2-SM2-WITH-SM3', 'wechatpay2-sha256-rsa2048', 'none'])(
    'a Wechatpay-Signature-Type of another algorithm is refused by name: %s',
    (type) => {
      const headers = { 'Wechatpay-Signature-Type': type, 'Wechatpay-Serial': 'FF' };
      expect(verifyResponse(answer({ headers }))).toEqual({ ok: false, reason: 'unsupported-type', type });
    },
  );

  test.each(['WECHATPAY2-SHA256-RSA2048', ' WECHATPAY2-SHA256-RSA2048 ', '', undefined])(
    'the type of RSA, or none, is accepted: %j',
    (type) => {
      expect(verifyResponse(answer({ headers: { 'Wechatpay-Signature-Type': type } })).ok).toBe(true);
    },
  );
});

describe('a platform certificate verifies only while it is valid, and only if it is meant for signatures', () => {
  const DAY = 86_400_000;
  const signed = (key: Partial<VerifyingKey>, more: Partial<VerifyResponseInput> = {}, seconds?: number) =>
    verifyResponse({
      ...answer({ signer: platform.privateKey, headers: { 'Wechatpay-Serial': SERIAL }, ...(seconds && { seconds }) }),
      keyRing: createKeyRing([{ id: SERIAL, kind: 'certificate', publicKey: platform.publicKey, ...key }]),
      ...more,
    });
  const validity = (from: number, to: number) => ({ validity: { from: new Date(from), to: new Date(to) } });

  test('from its first moment and no longer at its last', () => {
    expect(signed(validity(NOW, NOW + 1)).ok).toBe(true);
    expect(signed(validity(NOW - DAY, NOW))).toEqual({
      ok: false,
      reason: 'certificate-expired',
      serial: SERIAL,
      date: new Date(NOW),
    });
    expect(signed(validity(NOW + 1, NOW + DAY))).toEqual({
      ok: false,
      reason: 'certificate-not-yet-valid',
      serial: SERIAL,
      date: new Date(NOW + 1),
    });
  });

  test('dates that cannot be read verify nothing', () => {
    expect(signed(validity(Number.NaN, NOW + DAY))).toMatchObject({ reason: 'certificate-not-yet-valid' });
    expect(signed(validity(NOW - DAY, Number.NaN))).toMatchObject({ reason: 'certificate-expired' });
  });

  test('for a notification that was kept, its signed time counts', () => {
    const seconds = NOW / 1000 - 9 * 86_400;
    const kept = { ignoreTimestamp: true };
    expect(signed(validity(NOW - 10 * DAY, NOW - 8 * DAY), kept, seconds).ok).toBe(true);
    expect(signed(validity(NOW - 8 * DAY, NOW + DAY), kept, seconds)).toMatchObject({
      reason: 'certificate-not-yet-valid',
    });
  });

  test('one whose key usage does not allow signatures verifies nothing', () => {
    expect(signed({ forSignatures: false })).toEqual({ ok: false, reason: 'certificate-usage', serial: SERIAL });
    expect(signed({ forSignatures: true }).ok).toBe(true);
  });

  test('a forged signature is called that, whatever the certificate', () => {
    expect(signed(validity(NOW - DAY, NOW), { body: Buffer.from('x') })).toMatchObject({ reason: 'mismatch' });
  });
});
