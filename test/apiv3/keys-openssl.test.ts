import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificateSerial } from '../../src/apiv3/certificate.js';
import { readCertificate, readPrivateKey, readVerifyingKey, sameKeyPair } from '../../src/apiv3/keys.js';
import { createWorkshop, hasOpenssl, thrownBy, type Workshop } from './helpers.js';

const NAME = 'privateKey';
const SERIAL = '0ABCDEF0123456789ABCDEF0123456789ABCDEF0';
const PASSWORD = '1900000001';

// The files that merchants have were written by this program, so it is what the readers have to get along with.
describe.skipIf(!hasOpenssl)('files that openssl wrote', () => {
  let shop: Workshop;

  beforeAll(() => {
    shop = createWorkshop();
    const openssl = (line: string) => shop.openssl(...line.split(' '));
    openssl('genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem');
    openssl('pkey -in key.pem -pubout -out public.pem');
    openssl('rsa -in key.pem -traditional -out pkcs1.pem');
    openssl('rsa -in key.pem -RSAPublicKey_out -out pkcs1-public.pem');
    openssl(`rsa -in key.pem -traditional -aes256 -passout pass:${PASSWORD} -out pkcs1-encrypted.pem`);
    openssl(`pkcs8 -topk8 -in key.pem -passout pass:${PASSWORD} -out encrypted.pem`);
    openssl(`req -x509 -new -key key.pem -subj /CN=${PASSWORD} -set_serial 0x${SERIAL} -days 9 -out certificate.pem`);
    openssl('x509 -in certificate.pem -outform DER -out certificate.der');
    openssl('x509 -in certificate.pem -text -out certificate-with-text.pem');
    openssl(`pkcs12 -export -inkey key.pem -in certificate.pem -passout pass:${PASSWORD} -out apiclient_cert.p12`);
    openssl(`pkcs12 -in apiclient_cert.p12 -passin pass:${PASSWORD} -nodes -nocerts -out from-p12.pem`);
    openssl(`pkcs12 -in apiclient_cert.p12 -passin pass:${PASSWORD} -nokeys -out certificate-from-p12.pem`);
    openssl('ecparam -name prime256v1 -genkey -out ec.pem');
    openssl('ecparam -name prime256v1 -genkey -noout -out ec-bare.pem');
  });
  afterAll(() => shop.remove());

  test.each(['key.pem', 'pkcs1.pem', 'from-p12.pem'])('the private key of %s', (file) => {
    const key = createPrivateKey(shop.text('key.pem'));
    expect(readPrivateKey(shop.read(file), NAME).equals(key)).toBe(true);
    expect(readPrivateKey(shop.text(file), NAME).equals(key)).toBe(true);
  });

  test('what pkcs12 writes has text in front, which the readers pass over', () => {
    expect(shop.text('from-p12.pem')).toMatch(/^Bag Attributes/);
  });

  test.each(['encrypted.pem', 'pkcs1-encrypted.pem'])('the encrypted key of %s', (file) => {
    const key = createPrivateKey(shop.text('key.pem'));
    expect(readPrivateKey(shop.text(file), NAME, PASSWORD).equals(key)).toBe(true);
    expect(thrownBy(() => readPrivateKey(shop.text(file), NAME)).code).toBe('KEY_ENCRYPTED');
    expect(thrownBy(() => readPrivateKey(shop.text(file), NAME, 'wrong')).code).toBe('KEY_ENCRYPTED');
  });

  test.each(['public.pem', 'pkcs1-public.pem', 'certificate.pem', 'certificate.der', 'certificate-from-p12.pem'])(
    'the public key of %s',
    (file) => {
      const { publicKey } = readVerifyingKey(shop.read(file), NAME);
      expect(sameKeyPair(publicKey, createPrivateKey(shop.text('key.pem')))).toBe(true);
    },
  );

  test.each(['certificate.pem', 'certificate.der', 'certificate-with-text.pem', 'certificate-from-p12.pem'])(
    'the serial of %s is what openssl x509 -serial prints, with its leading zero',
    (file) => {
      const printed = shop.openssl('x509', '-in', 'certificate.pem', '-noout', '-serial');
      expect(printed.trim()).toBe(`serial=${SERIAL}`);
      expect(certificateSerial(readCertificate(shop.read(file), NAME))).toBe(SERIAL);
    },
  );

  test.each([
    { read: readPrivateKey, command: '-nodes -nocerts -out apiclient_key.pem' },
    { read: readCertificate, command: '-clcerts -nokeys -out apiclient_cert.pem' },
  ])(
    'a .p12 is recognised, as bytes and as base64, with the command for what is wanted: $command',
    ({ read, command }) => {
      const p12 = shop.read('apiclient_cert.p12');
      for (const input of [p12, p12.toString('base64')]) {
        const error = thrownBy(() => read(input, NAME));
        expect(error).toMatchObject({ type: 'config', code: 'BAD_KEY' });
        expect(error.message).toMatch(/found a PKCS#12 file \(\.p12\)$/);
        expect(error.hint).toContain(`openssl pkcs12 -legacy -in apiclient_cert.p12 ${command}`);
        expect(error.hint).toContain('mchid');
      }
      const named = thrownBy(() => read(p12, { name: NAME, path: "/it's/my.p12" }));
      expect(named.hint).toContain(`openssl pkcs12 -legacy -in '/it'\\''s/my.p12' ${command}`);
    },
  );

  test('the command for a .p12 gives a file that is accepted', () => {
    const p12 = shop.read('apiclient_cert.p12');
    const run = (read: (input: Buffer, name: string) => unknown) => {
      const { hint = '' } = thrownBy(() => read(p12, NAME));
      const words = /^openssl (pkcs12 .*)$/m.exec(hint)?.[1]?.split(' ') ?? [];
      shop.openssl(...words, '-passin', `pass:${PASSWORD}`);
      return words.at(-1) ?? '';
    };
    const key = createPrivateKey(shop.text('key.pem'));
    expect(readPrivateKey(shop.read(run(readPrivateKey)), NAME).equals(key)).toBe(true);
    expect(certificateSerial(readCertificate(shop.read(run(readCertificate)), NAME))).toBe(SERIAL);
  });

  test("a .p12 in the place of WeChat Pay's key is told what belongs there", () => {
    const error = thrownBy(() => readVerifyingKey(shop.read('apiclient_cert.p12'), NAME));
    expect(error).toMatchObject({ code: 'BAD_KEY', hint: expect.stringContaining('your own certificate and key') });
    expect(error.hint).toContain('pub_key.pem');
  });

  test.each(['key.pem certificate.pem', 'certificate.pem key.pem', 'certificate.pem from-p12.pem'])(
    'one file with the certificate and the key, in any order: %s',
    (files) => {
      const text = files
        .split(' ')
        .map((file) => shop.text(file))
        .join('');
      const key = createPrivateKey(shop.text('key.pem'));
      expect(readPrivateKey(text, NAME).equals(key)).toBe(true);
      expect(certificateSerial(readCertificate(text, NAME))).toBe(SERIAL);
      expect(thrownBy(() => readVerifyingKey(text, NAME)).message).toMatch(/found a private key$/);
    },
  );

  test.each([1, 2, 4])('an RSA key with the public exponent %i is refused', (exponent) => {
    const n = createPublicKey(shop.text('key.pem')).export({ format: 'jwk' }).n ?? '';
    const key = createPublicKey({
      key: { kty: 'RSA', n, e: Buffer.from([exponent]).toString('base64url') },
      format: 'jwk',
    });
    for (const input of [key, key.export({ type: 'spki', format: 'pem' })]) {
      const error = thrownBy(() => readVerifyingKey(input, NAME));
      expect(error.code).toBe('BAD_KEY');
      expect(error.message).toContain(`found RSA with the public exponent ${exponent}`);
    }
  });

  test('an RSA key with an even modulus or a huge exponent is refused', () => {
    const { n = '', e = '' } = createPublicKey(shop.text('key.pem')).export({ format: 'jwk' });
    const even = Buffer.from(n, 'base64url');
    even[even.length - 1] = (even.at(-1) ?? 0) & 0xfe;
    const make = (modulus: string, exponent: string) =>
      createPublicKey({ key: { kty: 'RSA', n: modulus, e: exponent }, format: 'jwk' });
    const found = (key: KeyObject) => thrownBy(() => readVerifyingKey(key, NAME)).message;
    expect(found(make(even.toString('base64url'), e))).toContain('found RSA with an even modulus');
    expect(found(make(n, n))).toContain('found RSA with a huge public exponent');
  });

  test.each(['ec.pem', 'ec-bare.pem'])('an EC key is refused: %s', (file) => {
    expect(thrownBy(() => readPrivateKey(shop.text(file), NAME))).toMatchObject({ type: 'config', code: 'BAD_KEY' });
  });
});
