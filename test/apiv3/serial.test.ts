import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPublicKeyId, normalizeKeyId, normalizeSerial } from '../../src/apiv3/serial.js';
import { growth, thrownBy } from './helpers.js';

const SERIAL = '0A1B2C3D4E5F60718293A4B5C6D7E8F901234567';
const bytes = SERIAL.match(/../g) ?? [];
const hex = fc.stringMatching(/^[0-9A-F]{1,40}$/);

describe('normalizeSerial accepts', () => {
  test.each([
    ['as it is', SERIAL],
    ['lower case', SERIAL.toLowerCase()],
    ['colons', bytes.join(':')],
    ['blanks', bytes.join(' ')],
    ['what openssl x509 -serial prints', `serial=${SERIAL}\n`],
    ['what openssl x509 -text prints', `Serial Number:\n            ${bytes.join(':').toLowerCase()}\n`],
    ['0x', `0x${SERIAL}`],
    ['a lost leading zero', SERIAL.slice(1)],
    ['a BOM', `\uFEFF${SERIAL}`],
  ])('%s', (_, input) => {
    expect(normalizeSerial(input, 'serial')).toBe(SERIAL);
  });

  test.each(['\n', '\r\n', ' ', '\t'])('%j at the end', (end) => {
    expect(normalizeSerial(SERIAL + end, 'serial')).toBe(SERIAL);
  });

  test('40 digits that happen to be all decimal', () => {
    const digits = '1234567890'.repeat(4);
    expect(normalizeSerial(digits, 'serial')).toBe(digits);
  });
});

describe('normalizeSerial', () => {
  test('is idempotent, and always gives upper-case hex of even length', () => {
    fc.assert(
      fc.property(hex, fc.constantFrom('', '0x', 'serial=', 'serial: 0x'), fc.boolean(), (digits, prefix, lower) => {
        const once = normalizeSerial(prefix + (lower ? digits.toLowerCase() : digits), 'serial');
        expect(once).toMatch(/^(?:[0-9A-F]{2}){1,20}$/);
        expect(BigInt(`0x${once}`)).toBe(BigInt(`0x${digits}`));
        expect(normalizeSerial(once, 'serial')).toBe(once);
      }),
    );
  });

  test('more than 40 decimal digits are said to look decimal', () => {
    const error = thrownBy(() => normalizeSerial(BigInt(`0x7${SERIAL.slice(1)}`).toString(), 'serial'));
    expect(error).toMatchObject({ type: 'config', code: 'BAD_SERIAL' });
    expect(error.message).toContain('looks like a decimal');
    expect(error.hint).toContain('openssl x509');
  });

  test.each([
    ['', 'nothing'],
    [' ', 'nothing'],
    ['serial=', 'nothing'],
    ['0x', 'nothing'],
    ['XYZ', '"X"'],
    [`${SERIAL}A`, '41 digits'],
    [`${SERIAL}AB`, '42 digits'],
    ['apiclient_cert.pem', '"P"'],
    ['-0A', '"-"'],
    ['1.23e+38', '"."'],
  ])('refuses %j, says what is wrong with it', (input, found) => {
    const error = thrownBy(() => normalizeSerial(input, 'profiles.shop.serial'));
    expect(error).toMatchObject({ type: 'config', code: 'BAD_SERIAL' });
    expect(error.message).toContain('profiles.shop.serial is not a certificate serial number');
    expect(error.message).toContain(found);
  });

  test('does not repeat a secret that was given for a serial', () => {
    const secret = 'nK7sQ2vX9zL4wR8tY1uB6mC3pD5gH0jF';
    const { message, hint } = thrownBy(() => normalizeSerial(secret, 'serial'));
    expect(`${message} ${hint}`).not.toContain(secret.slice(1).toUpperCase());
    expect(`${message} ${hint}`.toLowerCase()).not.toContain(secret.slice(1, 6).toLowerCase());
  });
});

describe('the id of a public key', () => {
  test.each(['PUB_KEY_ID_0114232134912410000000000000', 'PUB_KEY_ID_abc', 'PUB_KEY_ID_1'])('%s is kept', (id) => {
    expect(isPublicKeyId(id)).toBe(true);
    expect(normalizeKeyId(id, 'certs')).toBe(id);
    expect(normalizeKeyId(` ${id}\n`, 'certs')).toBe(id);
  });

  test('any other id is a certificate serial', () => {
    expect(isPublicKeyId(SERIAL)).toBe(false);
    expect(normalizeKeyId(SERIAL.toLowerCase(), 'certs')).toBe(SERIAL);
    expect(thrownBy(() => normalizeKeyId('pub_key_id_1', 'certs')).code).toBe('BAD_SERIAL');
  });
});

test('an id of a public key in lower-case letters is told as that', () => {
  const error = thrownBy(() => normalizeKeyId('pub_key_id_0114', 'WECHATPAY_PUBLIC_KEY_ID'));
  expect(error).toMatchObject({ type: 'config', code: 'BAD_SERIAL' });
  expect(error.message).toBe(
    'WECHATPAY_PUBLIC_KEY_ID: expected an id that begins with PUB_KEY_ID_ in upper-case letters',
  );
});

test.each([
  ['blanks', (size: number) => `serial${' '.repeat(size)}`],
  ['blanks around a word', (size: number) => `serial${' '.repeat(size)}number${' '.repeat(size)}x`],
  ['digits', (size: number) => '1'.repeat(size)],
  ['colons', (size: number) => ':'.repeat(size)],
])('a very long serial number is refused in a time that grows with its length at most: %s', (_, make) => {
  const read = (input: string) => thrownBy(() => normalizeSerial(input, 'serial'));
  expect(read(make(5000))).toMatchObject({
    code: 'BAD_SERIAL',
    message: expect.stringMatching(/found \d+ characters/),
  });
  expect(growth(read, make, 50_000)).toBeLessThan(45);
});
