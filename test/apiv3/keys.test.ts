import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { certificateSerial } from '../../src/apiv3/certificate.js';
import { readCertificate, readPrivateKey, readVerifyingKey, sameKeyPair } from '../../src/apiv3/keys.js';
import { CERTIFICATE, CERTIFICATE_SERIAL, EC_CERTIFICATE } from './certificate.vectors.js';
import { thrownBy } from './helpers.js';

const NAME = 'privateKey (/etc/wechatpay/key.pem)';
const PASSPHRASE = 'correct horse';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privatePem = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem' }));
const publicPem = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }));
const encrypt = { format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const;

const PRIVATE = privatePem(rsa.privateKey);
const PUBLIC = publicPem(rsa.publicKey);
const PKCS1 = String(rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }));
const ENCRYPTED = String(rsa.privateKey.export({ type: 'pkcs8', ...encrypt }));

const refusal = (read: () => unknown) => {
  const error = thrownBy(read);
  expect(error.type).toBe('config');
  expect(error.message).toContain(NAME);
  return error;
};

describe('keys that APIv3 cannot use', () => {
  test.each([
    { name: 'EC', pair: generateKeyPairSync('ec', { namedCurve: 'P-256' }), found: 'a key of type ec' },
    { name: 'Ed25519', pair: generateKeyPairSync('ed25519'), found: 'a key of type ed25519' },
    { name: 'RSA 1024', pair: generateKeyPairSync('rsa', { modulusLength: 1024 }), found: 'RSA with 1024 bits' },
    { name: 'RSA-PSS', pair: generateKeyPairSync('rsa-pss', { modulusLength: 2048 }), found: 'a key of type rsa-pss' },
  ])('$name is refused, private and public', ({ pair, found }) => {
    const reads = [
      () => readPrivateKey(privatePem(pair.privateKey), NAME),
      () => readPrivateKey(String(pair.privateKey.export({ type: 'pkcs8', ...encrypt })), NAME, PASSPHRASE),
      () => readVerifyingKey(publicPem(pair.publicKey), NAME),
    ];
    for (const read of reads) {
      const error = refusal(read);
      expect(error.code).toBe('BAD_KEY');
      expect(error.message).toContain(`expected RSA with at least 2048 bits, found ${found}`);
    }
  });

  test('an EC certificate is refused', () => {
    expect(refusal(() => readCertificate(EC_CERTIFICATE, NAME)).message).toContain('a key of type ec');
    expect(refusal(() => readVerifyingKey(EC_CERTIFICATE, NAME)).message).toContain('a key of type ec');
  });
});

describe('an encrypted private key', () => {
  const der = rsa.privateKey.export({ type: 'pkcs8', ...encrypt, format: 'der' });
  const forms = [
    { name: 'PKCS#8', input: ENCRYPTED },
    { name: 'old PKCS#1', input: String(rsa.privateKey.export({ type: 'pkcs1', ...encrypt })) },
    { name: 'PKCS#8 as DER', input: der },
    { name: 'PKCS#8 as bare base64', input: der.toString('base64') },
  ];

  test.each(forms)('$name: the passphrase opens it', ({ input }) => {
    expect(readPrivateKey(input, NAME, PASSPHRASE).equals(rsa.privateKey)).toBe(true);
  });

  test.each(forms)('$name: without a passphrase, or with a wrong one, the error says so', ({ input }) => {
    const without = refusal(() => readPrivateKey(input, NAME));
    expect(without.code).toBe('KEY_ENCRYPTED');
    expect(without.message).toMatch(/the private key is encrypted$/);
    expect(without.hint).toContain('privateKeyPassphrase');
    for (const wrong of ['', 'wrong', `${PASSPHRASE} `]) {
      const error = refusal(() => readPrivateKey(input, NAME, wrong));
      expect(error).toMatchObject({ code: 'KEY_ENCRYPTED', message: expect.stringContaining('does not open it') });
      expect(JSON.stringify(error)).not.toContain(PASSPHRASE);
    }
  });

  test('a passphrase for a key that needs none does no harm', () => {
    expect(readPrivateKey(PRIVATE, NAME, PASSPHRASE).equals(rsa.privateKey)).toBe(true);
  });
});

describe('one thing given for another is named', () => {
  test.each([
    ['a public key', PUBLIC],
    [`a certificate (serial ${CERTIFICATE_SERIAL}, CN test)`, CERTIFICATE],
  ])('where the private key is wanted: %s', (found, input) => {
    const error = refusal(() => readPrivateKey(input, NAME));
    expect(error).toMatchObject({ code: 'BAD_KEY', hint: expect.stringContaining('apiclient_key.pem') });
    expect(error.message).toContain(`expected the merchant API private key, found ${found}`);
  });

  test.each([
    ['a private key', PRIVATE],
    ['a private key', PKCS1],
    ['an encrypted private key', ENCRYPTED],
  ])('where a key of WeChat Pay is wanted: %s', (found, input) => {
    const error = refusal(() => readVerifyingKey(input, NAME));
    expect(error).toMatchObject({ code: 'BAD_KEY', hint: expect.stringContaining('pub_key.pem') });
    expect(error.message).toMatch(new RegExp(`found ${found}$`));
  });

  test('a private key is not let through by a public label', () => {
    for (const pem of [PRIVATE, PKCS1].map((each) => each.replaceAll('PRIVATE', 'PUBLIC'))) {
      expect(refusal(() => readVerifyingKey(pem, NAME)).message).toMatch(/found a private key$/);
    }
  });

  test.each([
    ['a public key', PUBLIC],
    ['a private key', PRIVATE],
  ])('where a certificate is wanted: %s', (found, input) => {
    expect(refusal(() => readCertificate(input, NAME)).message).toMatch(
      new RegExp(`an X.509 certificate, found ${found}$`),
    );
  });
});

describe('readVerifyingKey and certificateSerial', () => {
  test('tell a bare public key from a certificate', () => {
    expect(readVerifyingKey(PUBLIC, NAME)).toMatchObject({ kind: 'public-key' });
    const platform = readVerifyingKey(CERTIFICATE, NAME);
    expect(platform).toMatchObject({ kind: 'certificate' });
    expect(platform.publicKey.equals(new X509Certificate(CERTIFICATE).publicKey)).toBe(true);
  });

  test('the leading zero of a serial is kept', () => {
    expect(certificateSerial(readCertificate(CERTIFICATE, NAME))).toBe(CERTIFICATE_SERIAL);
  });
});

describe('sameKeyPair', () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

  test('compares any halves', () => {
    expect(sameKeyPair(rsa.privateKey, rsa.publicKey)).toBe(true);
    expect(sameKeyPair(rsa.publicKey, rsa.privateKey)).toBe(true);
    expect(sameKeyPair(rsa.publicKey, rsa.publicKey)).toBe(true);
    expect(sameKeyPair(rsa.privateKey, other.publicKey)).toBe(false);
    expect(sameKeyPair(rsa.privateKey, other.privateKey)).toBe(false);
  });
});

test.each([5, null, undefined, {}, []])('what is neither text nor bytes is refused as that: %j', (input) => {
  for (const read of [readPrivateKey, readCertificate, readVerifyingKey]) {
    const error = thrownBy(() => Reflect.apply(read, undefined, [input, NAME]));
    expect(error).toMatchObject({ code: 'BAD_KEY', message: expect.stringContaining('found neither text nor bytes') });
  }
});
