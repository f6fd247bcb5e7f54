import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createKeyRing, type VerifyingKey } from '../../src/apiv3/key-ring.js';
import { thrownBy } from './helpers.js';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const NOW = Date.UTC(2026, 5, 1);

const bare = (id: string): VerifyingKey => ({ id, kind: 'public-key', publicKey });
const certificate = (id: string, from: string, to: string): VerifyingKey => ({
  id,
  kind: 'certificate',
  publicKey,
  validity: { from: new Date(from), to: new Date(to) },
});

const expired = certificate('0A', '2015-01-01', '2020-01-01');
const older = certificate('0B', '2022-01-01', '2027-01-01');
const newer = certificate('0C', '2026-01-01', '2031-01-01');
const future = certificate('0D', '2026-07-01', '2031-07-01');

describe('createKeyRing', () => {
  test('holds both kinds at once, and finds each by its id', () => {
    const ring = createKeyRing([newer, bare('PUB_KEY_ID_1'), bare('PUB_KEY_ID_2')]);
    expect(ring.ids).toEqual(['0C', 'PUB_KEY_ID_1', 'PUB_KEY_ID_2']);
    expect(ring.find('0C')).toBe(newer);
    expect(ring.find('PUB_KEY_ID_2')).toMatchObject({ kind: 'public-key' });
    expect(ring.find('PUB_KEY_ID_3')).toBeUndefined();
    expect(ring.find('')).toBeUndefined();
  });

  test('finds an expired certificate too: verification judges its dates', () => {
    expect(createKeyRing([expired, newer]).find('0A')).toBe(expired);
  });

  test('of two keys with one id, one counts, for finding and for asking', () => {
    const second = bare('PUB_KEY_ID_1');
    const ring = createKeyRing([bare('PUB_KEY_ID_1'), second]);
    expect(ring.ids).toEqual(['PUB_KEY_ID_1']);
    expect(ring.find('PUB_KEY_ID_1')).toBe(second);
    expect(ring.preferred(NOW)).toBe(ring.find('PUB_KEY_ID_1'));
  });

  test('without any key is an error that says where to get one', () => {
    const error = thrownBy(() => createKeyRing([]));
    expect(error).toMatchObject({ type: 'config', code: 'NO_VERIFYING_KEY' });
    expect(error.hint).toContain('微信支付公钥');
  });
});

describe('a ring takes public RSA keys only, whatever plain JavaScript passes', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  test.each([
    ['a private key', { id: 'PUB_KEY_ID_1', kind: 'public-key', publicKey: pair.privateKey }],
    ['text', { id: 'PUB_KEY_ID_1', kind: 'public-key', publicKey: 'PEM' }],
    ['no key', { id: 'PUB_KEY_ID_1', kind: 'public-key' }],
    ['no id', { kind: 'public-key', publicKey: pair.publicKey }],
    ['a short key', { id: 'PUB_KEY_ID_1', kind: 'public-key', publicKey: small.publicKey }],
  ])('%s is refused', (_, key) => {
    expect(thrownBy(() => Reflect.apply(createKeyRing, undefined, [[key]]))).toMatchObject({ code: 'BAD_KEY' });
  });

  test.each([null, undefined, {}])('%j is a ring without keys', (keys) => {
    const error = thrownBy(() => Reflect.apply(createKeyRing, undefined, [keys]));
    expect(error.code).toBe('NO_VERIFYING_KEY');
  });
});

describe('preferred', () => {
  const preferred = (...keys: VerifyingKey[]) => createKeyRing(keys).preferred(NOW)?.id;

  test('is a public key, wherever it stands; of several the first', () => {
    expect(preferred(newer, bare('PUB_KEY_ID_1'), bare('PUB_KEY_ID_2'))).toBe('PUB_KEY_ID_1');
  });

  test('is else the certificate that was issued last of those valid now', () => {
    expect(preferred(older, newer)).toBe('0C');
    expect(preferred(newer, older)).toBe('0C');
    expect(preferred(expired, future, older)).toBe('0B');
  });

  test('a certificate whose dates are not known counts as valid', () => {
    const undated: VerifyingKey = { id: '0E', kind: 'certificate', publicKey };
    expect(preferred(expired, undated)).toBe('0E');
    expect(preferred(undated, older)).toBe('0B');
  });

  test('is the first when none is valid: the answer will tell', () => {
    expect(preferred(future, expired)).toBe('0D');
  });

  test('a certificate is valid from its first moment and no longer at its last', () => {
    const ring = createKeyRing([older, newer]);
    expect(ring.preferred(Date.parse('2026-01-01') - 1)?.id).toBe('0B');
    expect(ring.preferred(Date.parse('2026-01-01'))?.id).toBe('0C');
    expect(createKeyRing([expired, future]).preferred(Date.parse('2020-01-01') - 1)?.id).toBe('0A');
    expect(createKeyRing([future, expired]).preferred(Date.parse('2020-01-01'))?.id).toBe('0D');
  });
});
