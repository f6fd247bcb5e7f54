import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  certificateDates,
  certificateKey,
  certificateMerchant,
  certificateSerial,
  mayVerifySignatures,
} from '../../src/apiv3/certificate.js';
import { createCertificate, createKey } from '../config/keys.js';
import { CERTIFICATE, CERTIFICATE_SERIAL, KEY_USAGE_CERTIFICATES } from './certificate.vectors.js';

const certificate = new X509Certificate(CERTIFICATE);

describe('mayVerifySignatures', () => {
  test.each([
    ['digitalSignature', true],
    ['critical,digitalSignature,keyEncipherment', true],
    ['critical,keyEncipherment,dataEncipherment', false],
    ['nonRepudiation', false],
    ['keyCertSign,cRLSign', false],
  ] as const)('with the key usage %s: %s', (usage, allowed) => {
    const der = Buffer.from(KEY_USAGE_CERTIFICATES[usage], 'base64');
    expect(mayVerifySignatures(new X509Certificate(der))).toBe(allowed);
  });

  test('without a key usage, yes', () => {
    expect(mayVerifySignatures(certificate)).toBe(true);
  });

  test('never throws, whatever the bytes: what Node takes for a certificate is judged', () => {
    const der = Buffer.from(KEY_USAGE_CERTIFICATES.nonRepudiation, 'base64');
    let judged = 0;
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 0, max: 255 }), (index, byte) => {
        const changed = Buffer.from(der);
        changed[index] = byte;
        let parsed: X509Certificate;
        try {
          parsed = new X509Certificate(changed);
        } catch {
          return;
        }
        judged += 1;
        expect(typeof mayVerifySignatures(parsed)).toBe('boolean');
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(judged).toBeGreaterThan(0);
  });
});

describe('what a certificate says', () => {
  test('its serial keeps a leading zero; its dates are read', () => {
    expect(certificateSerial(certificate)).toBe(CERTIFICATE_SERIAL);
    const { from, to } = certificateDates(certificate);
    expect([from.toISOString(), to.toISOString()]).toEqual(['2026-11-23T03:23:33.000Z', '2031-11-22T03:23:33.000Z']);
  });

  test('its merchant number is the common name of digits, and nothing else', async () => {
    const key = createKey();
    const merchant = async (name: string) =>
      certificateMerchant(new X509Certificate(await createCertificate(key, '1A', name)));
    expect(await merchant('1900000001')).toBe('1900000001');
    expect(await merchant('Tenpay.com Root CA')).toBeUndefined();
    expect(await merchant('x\nCN=1900000001')).toBeUndefined();
    expect(certificateMerchant(certificate)).toBeUndefined();
  });

  test('as a key of the ring it has all that verification asks for', () => {
    expect(certificateKey(certificate)).toMatchObject({
      id: CERTIFICATE_SERIAL,
      kind: 'certificate',
      validity: certificateDates(certificate),
      forSignatures: true,
    });
  });
});
