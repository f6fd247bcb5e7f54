import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decryptResource, encryptResource, parseApiv3Key } from '../../src/apiv3/aes-gcm.js';
import { GCM_VECTORS } from './aes-gcm.vectors.js';
import { flipBit, thrownBy } from './helpers.js';

const KEY = '0123456789abcdefghijklmnopqrstuv';
const key = Buffer.from(KEY);
const NONCE = 'fdasflkja484';

describe('vectors of other implementations', () => {
  test.each(GCM_VECTORS)('$name', ({ key: secret, nonce, associatedData, plain, sealed }) => {
    const resource = { ciphertext: sealed, nonce, associated_data: associatedData };
    expect(decryptResource(resource, Buffer.from(secret)).toString()).toBe(plain);
    expect(encryptResource(Buffer.from(plain), Buffer.from(secret), nonce, associatedData)).toEqual(resource);
  });
});

describe('parseApiv3Key', () => {
  test('blanks and a line end around the key are dropped', () => {
    expect(parseApiv3Key(` ${KEY}\r\n`, 'apiv3Key')).toEqual(key);
  });

  test.each([0, 16, 31, 33, 64])('a key of %i bytes is refused, and its value is not told', (length) => {
    const secret = 's3cr3tKey'.repeat(8).slice(0, length);
    const error = thrownBy(() => parseApiv3Key(secret, 'apiv3Key'));
    expect(error).toMatchObject({ type: 'config', code: 'BAD_APIV3_KEY' });
    expect(error.message).toBe(`apiv3Key has ${length} bytes, expected exactly 32`);
    expect(JSON.stringify(error)).not.toContain('s3cr3t');
    expect(error.hint).toContain('APIv2');
  });

  test('the length is that of the bytes, not of the characters', () => {
    expect(thrownBy(() => parseApiv3Key('密'.repeat(32), 'apiv3Key')).message).toContain('96 bytes');
  });
});

describe('decryptResource', () => {
  const resource = encryptResource(Buffer.from('content'), key, NONCE, 'data');

  test('decrypts any bytes that were encrypted, and keeps them bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string({ unit: 'binary' }), (plain, data) => {
        const decrypted = decryptResource(encryptResource(plain, key, NONCE, data), key);
        expect(decrypted.equals(plain)).toBe(true);
      }),
    );
  });

  test('additional data that is absent is the same as empty', () => {
    const { ciphertext, nonce } = encryptResource(Buffer.from('content'), key, NONCE, '');
    expect(decryptResource({ ciphertext, nonce }, key).toString()).toBe('content');
    expect(decryptResource({ ciphertext, nonce, associated_data: '' }, key).toString()).toBe('content');
  });

  test.each([
    ['other additional data', { associated_data: 'dat' }],
    ['no additional data', { associated_data: '' }],
    ['another nonce', { nonce: 'fdasflkja485' }],
  ])('%s does not decrypt', (_, change) => {
    expect(thrownBy(() => decryptResource({ ...resource, ...change }, key)).code).toBe('APIV3_KEY_MISMATCH');
  });

  test('one bit changed, of the content or of the tag, does not decrypt', () => {
    const sealed = Buffer.from(resource.ciphertext, 'base64');
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const ciphertext = flipBit(sealed, bit).toString('base64');
        expect(thrownBy(() => decryptResource({ ...resource, ciphertext }, key)).code).toBe('APIV3_KEY_MISMATCH');
      }),
    );
  });

  test('a wrong APIv3 key is named as such, instead of "unable to authenticate data"', () => {
    const error = thrownBy(() => decryptResource(resource, Buffer.from(KEY.toUpperCase())));
    expect(error).toMatchObject({ type: 'config', code: 'APIV3_KEY_MISMATCH' });
    expect(error.message).toContain('the APIv3 key does not decrypt this');
    expect(error.hint).toContain('apiv3Key');
  });

  test.each([0, 4, 8, 12, 15])('a tag cut to %i bytes is refused, alone and behind content', (length) => {
    const sealed = Buffer.from(resource.ciphertext, 'base64');
    const cut = sealed.subarray(0, sealed.length - 16 + length).toString('base64');
    expect(thrownBy(() => decryptResource({ ...resource, ciphertext: cut }, key)).type).toBe('config');
    const empty = Buffer.from(encryptResource(Buffer.alloc(0), key, NONCE, 'data').ciphertext, 'base64');
    const short = empty.subarray(0, length).toString('base64');
    const error = thrownBy(() => decryptResource({ ...resource, ciphertext: short }, key));
    expect(error).toMatchObject({ code: 'BAD_CIPHERTEXT', message: expect.stringContaining(`found ${length}`) });
  });

  test.each([4, 8, 12, 13, 15])('a genuine tag of %i bytes, which Node would take, is refused', (authTagLength) => {
    const cipher = createCipheriv('aes-256-gcm', key, NONCE, { authTagLength });
    cipher.setAAD(Buffer.from('data'));
    const sealed = Buffer.concat([cipher.update('sixteen or more bytes'), cipher.final(), cipher.getAuthTag()]);
    const ciphertext = sealed.toString('base64');
    expect(thrownBy(() => decryptResource({ ...resource, ciphertext }, key)).code).toBe('APIV3_KEY_MISMATCH');
  });

  test.each(['', 'fdasflkja48', 'fdasflkja4844', '十二字节的随机串'])('a nonce that is not 12 bytes: %j', (nonce) => {
    const error = thrownBy(() => decryptResource({ ...resource, nonce }, key));
    expect(error).toMatchObject({ code: 'BAD_CIPHERTEXT', message: expect.stringContaining('nonce of 12 bytes') });
  });

  test.each([
    ['a newline', `${resource.ciphertext}\n`],
    ['garbage', `*${resource.ciphertext}`],
    ['cut between', resource.ciphertext.slice(0, -1)],
  ])('a ciphertext that is not base64 is not taken for a wrong key: %s', (_, ciphertext) => {
    const error = thrownBy(() => decryptResource({ ...resource, ciphertext }, key));
    expect(error).toMatchObject({ code: 'BAD_CIPHERTEXT', message: expect.stringContaining('base64') });
  });
});
