import { createPrivateKey, createPublicKey, KeyObject, X509Certificate } from 'node:crypto';
import { printable } from '../shared/printable.js';
import { systemCode } from '../shared/system-code.js';
import type { Text } from '../shared/text.js';
import { sayMaterial } from '../texts/material.js';
import { certificateMerchant, certificateSerial } from './certificate.js';
import { decodeBase64, findPem, MATERIAL_LIMIT, type PemBlock, wrapPem } from './pem.js';

/** Key material as it is given: text, the bytes of a file, or an object of `node:crypto`. */
export type KeyMaterial = string | Uint8Array | KeyObject | X509Certificate;

/** What a piece of key material turned out to be. */
export type Material =
  | { kind: 'private-key'; key: KeyObject }
  | { kind: 'public-key'; key: KeyObject }
  | { kind: 'certificate'; certificate: X509Certificate }
  | { kind: 'encrypted-private-key'; pem: string }
  | { kind: 'pkcs12' }
  | { kind: 'unknown'; found: Text; cause?: unknown };

const attempt = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

/** PKCS#12 is a SEQUENCE that begins with INTEGER 3; the length between them is of several bytes, or indefinite (0x80). */
const isPkcs12 = (der: Buffer): boolean => {
  const content = 2 + Math.max(0, (der[1] ?? 0) - 0x80);
  return der[0] === 0x30 && der.subarray(content, content + 3).equals(Buffer.from([2, 1, 3]));
};

const lacksPassphrase = (error: unknown): boolean => systemCode(error) === 'ERR_MISSING_PASSPHRASE';

const classifyDer = (der: Buffer): Material => {
  for (const type of ['pkcs8', 'pkcs1'] as const) {
    try {
      return { kind: 'private-key', key: createPrivateKey({ key: der, format: 'der', type }) };
    } catch (error) {
      if (!lacksPassphrase(error)) continue;
      return { kind: 'encrypted-private-key', pem: wrapPem('ENCRYPTED PRIVATE KEY', der.toString('base64')).pem };
    }
  }
  for (const type of ['spki', 'pkcs1'] as const) {
    const key = attempt(() => createPublicKey({ key: der, format: 'der', type }));
    if (key) return { kind: 'public-key', key };
  }
  const certificate = attempt(() => new X509Certificate(der));
  if (certificate) return { kind: 'certificate', certificate };
  return isPkcs12(der) ? { kind: 'pkcs12' } : { kind: 'unknown', found: sayMaterial('bytes', der.length) };
};

const classifyPem = ({ label, pem }: PemBlock): Material => {
  try {
    if (label === 'ENCRYPTED PRIVATE KEY' || pem.includes('4,ENCRYPTED')) return { kind: 'encrypted-private-key', pem };
    if (label.endsWith('PRIVATE KEY')) return { kind: 'private-key', key: createPrivateKey(pem) };
    if (label.endsWith('PUBLIC KEY')) return { kind: 'public-key', key: createPublicKey(pem) };
    if (label.endsWith('CERTIFICATE')) return { kind: 'certificate', certificate: new X509Certificate(pem) };
    return { kind: 'unknown', found: sayMaterial('pem', JSON.stringify(label)) };
  } catch (cause) {
    // Armour added by hand may name the wrong thing (PKCS#1 as "PRIVATE KEY"): then the content decides.
    const der = decodeBase64(pem.replace(/-----(?:BEGIN|END) [A-Z0-9 ]{1,64}-----/g, ''));
    const content = der && classifyDer(der);
    if (content && content.kind !== 'unknown') return content;
    return { kind: 'unknown', found: sayMaterial('damagedPem', JSON.stringify(label)), cause };
  }
};

const classifyObject = (input: KeyObject | X509Certificate): Material => {
  if (!(input instanceof KeyObject)) return { kind: 'certificate', certificate: input };
  if (input.type === 'private') return { kind: 'private-key', key: input };
  return input.type === 'public'
    ? { kind: 'public-key', key: input }
    : { kind: 'unknown', found: sayMaterial('secretKey') };
};

/** Whether a PEM label says that the block is a private key. */
export const isPrivateLabel = (label: string): boolean => label.endsWith('PRIVATE KEY');

/**
 * Says what key material is, once, so that nobody guesses again: PEM in every dress (see `findPem`), base64 without
 * armour (PKCS#8, PKCS#1, SPKI, X.509), raw DER bytes, or an object of `node:crypto`. Never throws.
 * @param wanted which label to look for in text with several blocks (a certificate and its key in one file); without
 * such a block, or without this argument, the first one counts
 */
export function classifyMaterial(input: KeyMaterial, wanted?: (label: string) => boolean): Material {
  if (input instanceof KeyObject || input instanceof X509Certificate) return classifyObject(input);
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) {
    return { kind: 'unknown', found: sayMaterial('neither') };
  }
  if (input.length > MATERIAL_LIMIT) return { kind: 'unknown', found: sayMaterial('tooLarge') };
  const bytes = typeof input === 'string' ? undefined : Buffer.from(input);
  if (bytes?.[0] === 0x30 && bytes[1] !== undefined && bytes[1] >= 0x80) return classifyDer(bytes);
  const text = bytes ? bytes.toString('utf8') : String(input);
  const blocks = findPem(text);
  const block = (wanted && blocks.find(({ label }) => wanted(label))) ?? blocks[0];
  if (block) return classifyPem(block);
  if (text.startsWith('PK\u0003\u0004')) return { kind: 'unknown', found: sayMaterial('zip') };
  if (text.includes('-----BEGIN ')) return { kind: 'unknown', found: sayMaterial('cutPem') };
  if (text.trim() === '') return { kind: 'unknown', found: sayMaterial('empty') };
  const der = decodeBase64(text);
  return der ? classifyDer(der) : { kind: 'unknown', found: sayMaterial('characters', text.trim().length) };
}

const describeCertificate = (certificate: X509Certificate): Text => {
  const serial = certificateSerial(certificate);
  const merchant = certificateMerchant(certificate);
  if (merchant !== undefined) return sayMaterial('merchantCertificate', merchant, serial);
  const [, name] = /^CN=(.+)$/m.exec(certificate.subject) ?? [];
  return name === undefined
    ? sayMaterial('certificate', serial)
    : sayMaterial('namedCertificate', serial, printable(name, 64));
};

/** What key material is, in a phrase for messages. Shows nothing of a key. */
export function describeMaterial(material: Material): Text {
  switch (material.kind) {
    case 'private-key':
      return sayMaterial('privateKey');
    case 'public-key':
      return sayMaterial('publicKey');
    case 'certificate':
      return describeCertificate(material.certificate);
    case 'encrypted-private-key':
      return sayMaterial('encryptedKey');
    case 'pkcs12':
      return sayMaterial('pkcs12');
    case 'unknown':
      return material.found;
  }
}
