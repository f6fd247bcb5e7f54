import { createHash, generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact, redactKeys, redactValue, signaturesIn } from '../../src/shared/redact.js';

const digest = (text: string) => createHash('sha512').update(text).digest();
const signature = Buffer.concat(['a', 'b', 'c', 'd'].map(digest)).toString('base64');
const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="1900000109",nonce_str="593BEC0C930BF1AFEB40B4A08C8FB242",signature="${signature}",timestamp="1554208460",serial_no="1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"`;
const everyHex = (prefix: string, suffix = '') =>
  Array.from(signature, (c) => `${prefix}${c.charCodeAt(0).toString(16).padStart(2, '0')}${suffix}`).join('');

test('the signature of an Authorization header is found', () => {
  expect(signaturesIn(authorization)).toEqual([signature]);
  expect(signaturesIn('Basic abc')).toEqual([]);
});

describe('a signature is redacted', () => {
  test.each([
    ['as it is', signature],
    ['as JSON with every slash escaped', signature.replaceAll('/', '\\/')],
    ['percent-encoded', encodeURIComponent(signature)],
    ['percent-encoded in lower case', encodeURIComponent(signature).replace(/%../g, (c) => c.toLowerCase())],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(signature))],
    ['percent-encoded character by character', everyHex('%')],
    ['escaped character by character', everyHex('\\u00')],
    ['escaped as in JavaScript', everyHex('\\x')],
    ['as entities', everyHex('&#x', ';')],
    ['with HTML entities for + / =', signature.replace(/[+/=]/g, (c) => `&#${c.charCodeAt(0)};`)],
    ['cut at its end', signature.slice(0, 40)],
    ['cut at its beginning', signature.slice(-40)],
  ])('%s', (_, spelled) => {
    expect(redact(`before ${spelled} after`, [signature])).toBe('before [redacted] after');
  });

  test('in lines of 64 characters', () => {
    const lines = signature.replace(/.{64}/g, '$&\n');
    expect(redact(lines, [signature]).replaceAll('[redacted]', '').trim()).toBe('');
  });

  test('in a whole header, of which the rest stays', () => {
    expect(redact(`got: ${authorization}`, signaturesIn(authorization))).toBe(
      `got: ${authorization.replace(signature, '[redacted]')}`,
    );
  });

  test('more than once', () => {
    expect(redact(`${signature},${signature}`, [signature])).toBe('[redacted],[redacted]');
  });

  test('in names and values of a JSON value', () => {
    const value = { list: [signature, 1, null, { [signature]: true }], text: 'plain' };
    expect(redactValue(value, [signature])).toEqual({
      list: ['[redacted]', 1, null, { '[redacted]': true }],
      text: 'plain',
    });
  });
});

test('any other text stays byte for byte, however it is encoded', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(redact(`%25 \\u0041 ${text}`, [signature])).toBe(`%25 \\u0041 ${text}`);
    }),
    { seed: 11 },
  );
  expect(redact(authorization, [])).toBe(authorization);
});

test('a signature between any texts is redacted, and these stay', () => {
  const around = fc.string({ unit: 'binary' }).map((text) => `${text}\n`);
  fc.assert(
    fc.property(around, around, (before, after) => {
      expect(redact(`${before}${signature}\n${after}`, [signature])).toBe(`${before}[redacted]\n${after}`);
    }),
    { seed: 12 },
  );
});

describe('keys in a text', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test.each([pem, pem.slice(0, 60), pem.replaceAll('\n', '\\n')])('are not shown: %#', (key) => {
    expect(redactKeys(`a${key}b`)).not.toContain(key.slice(30, 50));
  });

  test('are in no text of our own, of which then nothing is taken', () => {
    const folder = join(import.meta.dirname, '../../src/texts');
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    )) {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(redactKeys(text)).toBe(text);
    }
  });
});
