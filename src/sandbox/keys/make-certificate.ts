import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { signMessage } from '../../apiv3/signature.js';

/** What a certificate says. */
export interface CertificateFacts {
  /** 40 hex digits; the first must be 1 to 7, so that the number is positive and no client can lose a leading zero. */
  serial: string;
  commonName: string;
  from: Date;
  to: Date;
}

/** The tags of ASN.1 that an X.509 certificate needs. */
const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OBJECT_IDENTIFIER: 0x06,
  UTF8_STRING: 0x0c,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
  CONTEXT_0: 0xa0,
  CONTEXT_3: 0xa3,
} as const;

const lengthBytes = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
};

/** One DER element: tag, length, and its parts one after the other. */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(content.length), content]);
};

const sequence = (...parts: Uint8Array[]): Buffer => der(TAG.SEQUENCE, ...parts);
const oid = (hex: string): Buffer => der(TAG.OBJECT_IDENTIFIER, Buffer.from(hex, 'hex'));

/** 1.2.840.113549.1.1.11, sha256WithRSAEncryption. */
const ALGORITHM = sequence(oid('2a864886f70d01010b'), der(TAG.NULL));
/** 2.5.4.3, commonName. */
const COMMON_NAME = oid('550403');
/** 2.5.29.19, basicConstraints; an empty SEQUENCE is "not a CA". */
const NOT_A_CA = sequence(oid('551d13'), der(TAG.BOOLEAN, Buffer.from([0xff])), der(TAG.OCTET_STRING, sequence()));

/** RFC 5280 4.1.2.5: two digits of the year until 2049, four from then on. */
const time = (date: Date): Buffer => {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  return date.getUTCFullYear() < 2050
    ? der(TAG.UTC_TIME, Buffer.from(digits.slice(2)))
    : der(TAG.GENERALIZED_TIME, Buffer.from(digits));
};

const bitString = (bytes: Uint8Array): Buffer => der(TAG.BIT_STRING, Buffer.from([0]), bytes);

/**
 * A self-signed X.509 v3 certificate (RFC 5280) as PEM. Written out by hand because it is this one form only: the
 * packages that make certificates bring a dozen others and patch the global `Reflect`.
 * @param privateKey RSA
 */
export async function makeCertificate(privateKey: KeyObject, facts: CertificateFacts): Promise<string> {
  const name = sequence(der(TAG.SET, sequence(COMMON_NAME, der(TAG.UTF8_STRING, Buffer.from(facts.commonName)))));
  const body = sequence(
    der(TAG.CONTEXT_0, der(TAG.INTEGER, Buffer.from([2]))),
    der(TAG.INTEGER, Buffer.from(facts.serial, 'hex')),
    ALGORITHM,
    name,
    sequence(time(facts.from), time(facts.to)),
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    der(TAG.CONTEXT_3, sequence(NOT_A_CA)),
  );
  const signature = Buffer.from(await signMessage(body, privateKey), 'base64');
  const lines =
    sequence(body, ALGORITHM, bitString(signature))
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
