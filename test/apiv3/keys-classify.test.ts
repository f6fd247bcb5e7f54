import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { certificateSerial } from '../../src/apiv3/certificate.js';
import { readCertificate, readPrivateKey, readVerifyingKey } from '../../src/apiv3/keys.js';
import { classifyMaterial } from '../../src/apiv3/material.js';
import { CERTIFICATE, CERTIFICATE_SERIAL } from './certificate.vectors.js';
import { thrownBy } from './helpers.js';

const NAME = 'privateKey (/etc/wechatpay/key.pem)';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE = String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const PKCS1 = String(rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }));

describe('what is no key is described, never repeated', () => {
  const damaged = PRIVATE.replace(/\n[^\n]{30}/, '\n');

  test.each([
    ['', 'nothing (it is empty)'],
    [' \r\n', 'nothing (it is empty)'],
    [new Uint8Array(), 'nothing (it is empty)'],
    [damaged, 'a PEM block "PRIVATE KEY" whose content is damaged'],
    [PRIVATE.replace(/-----END.*\n/, ''), 'a PEM block cut short: its END line is missing'],
    [PRIVATE.replace('END PRIVATE', 'END PUBLIC'), 'a PEM block cut short: its END line is missing'],
    [
      '-----BEGIN CERTIFICATE REQUEST-----\nMIIE\n-----END CERTIFICATE REQUEST-----',
      'a PEM block "CERTIFICATE REQUEST"',
    ],
    ['PK\u0003\u0004rest', 'a ZIP archive, which has to be unpacked first'],
    ['not a key!', '10 characters that are not a PEM'],
    ['bm90IGEga2V5', '9 bytes that are neither a key nor a certificate'],
  ])('case %#', (input, found) => {
    for (const read of [readPrivateKey, readVerifyingKey, readCertificate]) {
      const error = thrownBy(() => read(input, NAME));
      expect(error).toMatchObject({ type: 'config', code: 'BAD_KEY' });
      expect(error.message.startsWith(`${NAME}: expected `)).toBe(true);
      expect(error.message.endsWith(`, found ${found}`)).toBe(true);
    }
  });

  test('the error says nothing of the content', () => {
    const secret = damaged.split('\n').at(5) ?? '';
    const error = thrownBy(() => readPrivateKey(damaged, NAME));
    expect(secret).toHaveLength(64);
    expect(JSON.stringify(error) + error.stack).not.toContain(secret);
    expect(error.cause).toBeInstanceOf(Error);
  });
});

describe('armour that was removed or added by hand', () => {
  test('PKCS#1 under the label of PKCS#8, and the reverse', () => {
    for (const pem of [PKCS1.replaceAll('RSA PRIVATE', 'PRIVATE'), PRIVATE.replaceAll('PRIVATE', 'RSA PRIVATE')]) {
      expect(readPrivateKey(pem, NAME).equals(rsa.privateKey)).toBe(true);
    }
  });

  test.each(['pkcs8', 'pkcs1'] as const)('raw DER: %s', (type) => {
    const der = rsa.privateKey.export({ type, format: 'der' });
    expect(readPrivateKey(der, NAME).equals(rsa.privateKey)).toBe(true);
    expect(readPrivateKey(Uint8Array.from(der), NAME).equals(rsa.privateKey)).toBe(true);
  });

  test('raw DER: public keys and a certificate', () => {
    for (const type of ['spki', 'pkcs1'] as const) {
      const { publicKey } = readVerifyingKey(rsa.publicKey.export({ type, format: 'der' }), NAME);
      expect(publicKey.equals(rsa.publicKey)).toBe(true);
    }
    expect(certificateSerial(readCertificate(new X509Certificate(CERTIFICATE).raw, NAME))).toBe(CERTIFICATE_SERIAL);
  });
});

describe('PKCS#12 by its bytes, whatever the length field is', () => {
  const version = [2, 1, 3];
  test.each([
    ['two bytes of length', [0x30, 0x82, 0x09, 0xcf, ...version, 0x30]],
    ['one byte of length', [0x30, 0x81, 0xcf, ...version, 0x30]],
    ['four bytes of length', [0x30, 0x84, 0, 0, 0x09, 0xcf, ...version, 0x30]],
    ['indefinite', [0x30, 0x80, ...version, 0x30]],
  ])('%s', (_, bytes) => {
    expect(classifyMaterial(Buffer.from(bytes))).toEqual({ kind: 'pkcs12' });
    expect(classifyMaterial(Buffer.from(bytes).toString('base64'))).toEqual({ kind: 'pkcs12' });
  });

  test('other bytes are not taken for it', () => {
    expect(classifyMaterial(Buffer.from([0x30, 0x82, 2, 1, 3, 0, 0, 0])).kind).toBe('unknown');
  });
});
