import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  certificateSerial,
  readCertificate,
  readPrivateKey,
  readVerifyingKey,
  sameKeyPair,
} from '../../src/apiv3/keys.js';
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

  test.each(['encrypted.pem', 'pkcs1-encrypted.pem'])('pain 19: the encrypted key of %s', (file) => {
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
    'pain 9: the serial of %s is what openssl x509 -serial prints, with its leading zero',
    (file) => {
      const printed = shop.openssl('x509', '-in', 'certificate.pem', '-noout', '-serial');
      expect(printed.trim()).toBe(`serial=${SERIAL}`);
      expect(certificateSerial(readCertificate(shop.read(file), NAME))).toBe(SERIAL);
    },
  );

  test('pain 18: a .p12 is recognised, as bytes and as base64, and the way to a PEM told', () => {
    const p12 = shop.read('apiclient_cert.p12');
    for (const input of [p12, p12.toString('base64')]) {
      for (const read of [readPrivateKey, readCertificate, readVerifyingKey]) {
        const error = thrownBy(() => read(input, NAME));
        expect(error).toMatchObject({ type: 'config', code: 'BAD_KEY' });
        expect(error.message).toMatch(/found a PKCS#12 file \(\.p12\)$/);
        expect(error.hint).toContain(
          'openssl pkcs12 -legacy -in apiclient_cert.p12 -nodes -nocerts -out apiclient_key.pem',
        );
        expect(error.hint).toContain('mchid');
      }
    }
  });

  test.each(['ec.pem', 'ec-bare.pem'])('an EC key is refused: %s', (file) => {
    expect(thrownBy(() => readPrivateKey(shop.text(file), NAME))).toMatchObject({ type: 'config', code: 'BAD_KEY' });
  });
});
