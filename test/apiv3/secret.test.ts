import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { decryptResource, encryptResource, readApiv3Key } from '../../src/apiv3/aes-gcm.js';
import { createSecret, isSecret, revealSecret } from '../../src/apiv3/secret.js';
import { thrownBy } from './helpers.js';

const TEXT = 'k3yk3yk3yk3yk3yk3yk3yk3yk3yk3y12';
const BYTES = Buffer.from(TEXT);

describe('a secret', () => {
  const secret = createSecret(() => BYTES);
  const holder = { apiv3Key: secret, list: [secret], map: new Map([['key', secret]]) };
  const hex = BYTES.toString('hex').match(/../g)?.join(' ') ?? '';

  test.each([
    ['as text', () => `${secret} ${String(secret)}`],
    ['as JSON', () => JSON.stringify(holder)],
    ['inspected', () => inspect(holder, { depth: 9, showHidden: true })],
    ['inspected without custom functions', () => inspect(holder, { depth: 9, showHidden: true, customInspect: false })],
    ['by its properties', () => JSON.stringify(Object.getOwnPropertyDescriptors(secret))],
  ])('shows nothing %s', (_, print) => {
    const shown = print();
    for (const form of [TEXT, hex, BYTES.toString('base64'), [...BYTES].slice(0, 8).join(',')]) {
      expect(shown).not.toContain(form);
    }
  });

  test('prints as [secret]', () => {
    expect(`${secret}`).toBe('[secret]');
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
    expect(inspect({ secret })).toBe('{ secret: [secret] }');
  });

  test('is read once, when it is first needed', () => {
    let reads = 0;
    const late = createSecret(() => {
      reads += 1;
      return BYTES;
    });
    expect(isSecret(late)).toBe(true);
    expect(reads).toBe(0);
    expect(revealSecret(late)).toBe(BYTES);
    expect(revealSecret(late)).toBe(BYTES);
    expect(reads).toBe(1);
  });

  test('nothing else is taken for one', () => {
    for (const other of [undefined, null, 'secret', {}, { ...secret }, Object.create(secret)]) {
      expect(isSecret(other)).toBe(false);
    }
  });
});

describe('the APIv3 key', () => {
  const sealed = encryptResource(Buffer.from('plain'), BYTES, 'a 12-byte iv', 'certificate');

  test.each([
    ['text', TEXT],
    ['bytes', BYTES],
    ['the bytes of the text with blanks', Buffer.from(` ${TEXT}\n`)],
    ['a secret', createSecret(() => BYTES)],
  ])('decrypts as %s', (_, key) => {
    expect(decryptResource(sealed, key).toString()).toBe('plain');
  });

  test.each([null, undefined, {}, { ...sealed, ciphertext: 5 }, { ...sealed, nonce: {} }])(
    'a resource that is none is refused as malformed: %j',
    (resource) => {
      const error = thrownBy(() => Reflect.apply(decryptResource, undefined, [resource, BYTES]));
      expect(error).toMatchObject({ type: 'config', code: 'BAD_CIPHERTEXT' });
    },
  );

  test.each([
    ['short text', 'hunter2', 'apiv3Key has 7 bytes, expected exactly 32'],
    ['short bytes', Buffer.from('hunter2'), 'apiv3Key has 7 bytes, expected exactly 32'],
    ['nothing', undefined, 'missing: apiv3Key'],
  ])('is refused as a ConfigError: %s', (_, key, message) => {
    const error = thrownBy(() => readApiv3Key(key, 'apiv3Key'));
    expect(error).toMatchObject({ type: 'config', message });
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });
});
