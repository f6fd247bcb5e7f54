import type { X509Certificate } from 'node:crypto';
import type { Validity, VerifyingKey } from './key-ring.js';

/** The serial number of a certificate: upper-case hex, leading zeros of a byte kept. */
export function certificateSerial(certificate: X509Certificate): string {
  return certificate.serialNumber.toUpperCase();
}

/** The dates of a certificate. An unreadable one is an invalid `Date`, which no comparison accepts. */
export function certificateDates(certificate: X509Certificate): Validity {
  return { from: new Date(certificate.validFrom), to: new Date(certificate.validTo) };
}

/**
 * The merchant number that a certificate was issued to. WeChat Pay writes it as the common name; `undefined` for any
 * other certificate.
 */
export function certificateMerchant(certificate: X509Certificate): string | undefined {
  return /^CN=(\d{8,10})$/m.exec(certificate.subject)?.[1];
}

/** One element of DER: its tag, its content, and where the next one begins. */
interface Element {
  tag: number;
  content: Buffer;
  end: number;
}

const TAG = {
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OBJECT_IDENTIFIER: 0x06,
  SEQUENCE: 0x30,
  EXTENSIONS: 0xa3,
} as const;

/** 2.5.29.15, keyUsage (RFC 5280 4.2.1.3). */
const KEY_USAGE = Buffer.from([0x55, 0x1d, 0x0f]);
/** Bit 0 of the key usage. */
const DIGITAL_SIGNATURE = 0x80;

const elementAt = (bytes: Buffer, at: number): Element | undefined => {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first - 0x80;
  const start = at + 2 + more;
  if (first === 0x80 || more > 4 || start > bytes.length) return undefined;
  const end = start + (more === 0 ? first : bytes.readUIntBE(at + 2, more));
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
};

/** The elements of a content; `undefined` when it does not consist of whole elements. */
const elementsOf = (content: Buffer): Element[] | undefined => {
  const found: Element[] = [];
  for (let at = 0; at < content.length; ) {
    const element = elementAt(content, at);
    if (element === undefined) return undefined;
    found.push(element);
    at = element.end;
  }
  return found;
};

const firstElement = (content: Buffer | undefined, tag: number): Buffer | undefined => {
  const element = content && elementAt(content, 0);
  return element?.tag === tag ? element.content : undefined;
};

const hasDigitalSignature = (extension: Buffer): boolean => {
  const value = elementsOf(extension)?.at(-1);
  const bits = value?.tag === TAG.OCTET_STRING ? firstElement(value.content, TAG.BIT_STRING) : undefined;
  // The first byte counts the unused bits at the end.
  return ((bits?.[1] ?? 0) & DIGITAL_SIGNATURE) !== 0;
};

/**
 * Whether the key of a certificate may verify signatures: it has no key usage (RFC 5280 4.2.1.3), or one with
 * `digitalSignature`. Node gives the extended key usage only, so the extension is read from the DER. A certificate whose
 * extensions cannot be read may not.
 */
export function mayVerifySignatures(certificate: X509Certificate): boolean {
  const body = firstElement(firstElement(certificate.raw, TAG.SEQUENCE), TAG.SEQUENCE);
  const parts = body && elementsOf(body);
  if (parts === undefined) return false;
  const wrapped = parts.find(({ tag }) => tag === TAG.EXTENSIONS);
  if (wrapped === undefined) return true;
  const list = firstElement(wrapped.content, TAG.SEQUENCE);
  const extensions = list && elementsOf(list);
  if (extensions === undefined) return false;
  return extensions
    .filter(({ content }) => firstElement(content, TAG.OBJECT_IDENTIFIER)?.equals(KEY_USAGE) === true)
    .every(({ content }) => hasDigitalSignature(content));
}

/** A platform certificate as a key of the ring: its serial, its public key, and for when and what it is valid. */
export function certificateKey(certificate: X509Certificate): VerifyingKey & { validity: Validity } {
  return {
    id: certificateSerial(certificate),
    kind: 'certificate',
    publicKey: certificate.publicKey,
    validity: certificateDates(certificate),
    forSignatures: mayVerifySignatures(certificate),
  };
}
