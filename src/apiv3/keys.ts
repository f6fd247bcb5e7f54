import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { ConfigError } from '../errors.js';
import { systemCode } from '../system-code.js';
import { decodeBase64, findPem, type PemBlock, wrapPem } from './pem.js';

/** What a piece of key material turned out to be. */
export type Material =
  | { kind: 'private-key'; key: KeyObject }
  | { kind: 'public-key'; key: KeyObject }
  | { kind: 'certificate'; certificate: X509Certificate }
  | { kind: 'encrypted-private-key'; pem: string }
  | { kind: 'pkcs12' }
  | { kind: 'unknown'; found: string; cause?: unknown };

/** APIv3 signs with RSA 2048; a shorter key is refused by WeChat Pay and would be weak. */
const MINIMUM_BITS = 2048;

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
  return isPkcs12(der) ? { kind: 'pkcs12' } : { kind: 'unknown', found: `${der.length} bytes that are no key` };
};

const classifyPem = ({ label, pem }: PemBlock): Material => {
  try {
    if (label === 'ENCRYPTED PRIVATE KEY' || pem.includes('4,ENCRYPTED')) return { kind: 'encrypted-private-key', pem };
    if (label.endsWith('PRIVATE KEY')) return { kind: 'private-key', key: createPrivateKey(pem) };
    if (label.endsWith('PUBLIC KEY')) return { kind: 'public-key', key: createPublicKey(pem) };
    if (label.endsWith('CERTIFICATE')) return { kind: 'certificate', certificate: new X509Certificate(pem) };
    return { kind: 'unknown', found: `a PEM block ${JSON.stringify(label)}` };
  } catch (cause) {
    // Armour added by hand may name the wrong thing (PKCS#1 as "PRIVATE KEY"): then the content decides.
    const der = decodeBase64(pem.replace(/-----.+-----/g, ''));
    const content = der && classifyDer(der);
    if (content && content.kind !== 'unknown') return content;
    return { kind: 'unknown', found: `a PEM block ${JSON.stringify(label)} whose content is damaged`, cause };
  }
};

/**
 * Says what key material is, once, so that nobody guesses again: PEM in every dress (see `findPem`), base64 without
 * armour (PKCS#8, PKCS#1, SPKI, X.509), or raw DER bytes. Never throws.
 */
export function classifyMaterial(input: string | Uint8Array): Material {
  const bytes = typeof input === 'string' ? undefined : Buffer.from(input);
  if (bytes?.[0] === 0x30 && bytes[1] !== undefined && bytes[1] >= 0x80) return classifyDer(bytes);
  const text = bytes ? bytes.toString('utf8') : String(input);
  const block = findPem(text);
  if (block) return classifyPem(block);
  if (text.includes('-----BEGIN ')) return { kind: 'unknown', found: 'a PEM block cut short: its END line is missing' };
  if (text.trim() === '') return { kind: 'unknown', found: 'nothing (it is empty)' };
  const der = decodeBase64(text);
  return der ? classifyDer(der) : { kind: 'unknown', found: `${text.trim().length} characters that are no PEM` };
}

const describe = (material: Material): string => {
  switch (material.kind) {
    case 'private-key':
      return 'a private key';
    case 'public-key':
      return 'a public key';
    case 'certificate':
      return `a certificate (serial ${material.certificate.serialNumber}, ${material.certificate.subject.split('\n').at(-1)})`;
    case 'encrypted-private-key':
      return 'an encrypted private key';
    case 'pkcs12':
      return 'a PKCS#12 file (.p12)';
    case 'unknown':
      return material.found;
  }
};

const P12_HINT =
  'APIv3 needs no .p12. Take the PEM files that came with it, or extract them: openssl pkcs12 -legacy -in apiclient_cert.p12 -nodes -nocerts -out apiclient_key.pem (the password is the mchid).';

const wrong = (name: string, expected: string, material: Material, hint: string): ConfigError =>
  new ConfigError(`${name}: expected ${expected}, found ${describe(material)}`, {
    code: 'BAD_KEY',
    hint: material.kind === 'pkcs12' ? P12_HINT : hint,
    ...(material.kind === 'unknown' && { cause: material.cause }),
  });

const checkRsa = (key: KeyObject, name: string): KeyObject => {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa' && bits >= MINIMUM_BITS) return key;
  const found = key.asymmetricKeyType === 'rsa' ? `RSA with ${bits} bits` : `a key of type ${key.asymmetricKeyType}`;
  throw new ConfigError(`${name}: expected RSA with at least ${MINIMUM_BITS} bits, found ${found}`, {
    code: 'BAD_KEY',
    hint: 'APIv3 signs with RSA 2048 only. Apply for a new merchant API certificate in the merchant platform: Account Center → API Security.',
  });
};

/**
 * The merchant's private key, ready to sign with.
 * @param name what it is, for messages: a configuration key and file; never the content
 * @param passphrase opens an encrypted key
 * @throws {ConfigError} `BAD_KEY` when it is something else, damaged, not RSA, or too short; `KEY_ENCRYPTED` when a
 * passphrase is missing or wrong
 */
export function readPrivateKey(input: string | Uint8Array, name: string, passphrase?: string): KeyObject {
  const material = classifyMaterial(input);
  if (material.kind === 'private-key') return checkRsa(material.key, name);
  if (material.kind === 'encrypted-private-key') {
    const { pem } = material;
    const key = passphrase === undefined ? undefined : attempt(() => createPrivateKey({ key: pem, passphrase }));
    if (key) return checkRsa(key, name);
    throw new ConfigError(
      `${name}: the private key is encrypted${passphrase === undefined ? '' : ', and the passphrase does not open it'}`,
      {
        code: 'KEY_ENCRYPTED',
        hint: 'Set privateKeyPassphrase or WECHATPAY_PRIVATE_KEY_PASSPHRASE, or decrypt the file: openssl pkey -in apiclient_key.pem -out decrypted.pem.',
      },
    );
  }
  const hint =
    material.kind === 'unknown'
      ? 'Use apiclient_key.pem as the certificate tool wrote it; it begins with -----BEGIN PRIVATE KEY-----.'
      : 'The private key is apiclient_key.pem; apiclient_cert.pem and pub_key.pem are other files.';
  throw wrong(name, 'the merchant API private key', material, hint);
}

/**
 * A certificate: the merchant's own, or one of the platform.
 * @throws {ConfigError} `BAD_KEY`
 */
export function readCertificate(input: string | Uint8Array, name: string): X509Certificate {
  const material = classifyMaterial(input);
  if (material.kind !== 'certificate') {
    throw wrong(name, 'an X.509 certificate', material, 'A certificate file begins with -----BEGIN CERTIFICATE-----.');
  }
  checkRsa(material.certificate.publicKey, name);
  return material.certificate;
}

/** A key that WeChat Pay signs with, as found: a bare public key, or a platform certificate. */
export type VerifyingMaterial =
  | { kind: 'public-key'; publicKey: KeyObject }
  | { kind: 'certificate'; publicKey: KeyObject; certificate: X509Certificate };

/**
 * A key that WeChat Pay signs with. A private key is refused by its label: Node would take it for its public half.
 * @throws {ConfigError} `BAD_KEY`
 */
export function readVerifyingKey(input: string | Uint8Array, name: string): VerifyingMaterial {
  const material = classifyMaterial(input);
  if (material.kind === 'public-key') return { kind: 'public-key', publicKey: checkRsa(material.key, name) };
  if (material.kind === 'certificate') {
    const { certificate } = material;
    return { kind: 'certificate', publicKey: checkRsa(certificate.publicKey, name), certificate };
  }
  throw wrong(
    name,
    'a WeChat Pay public key or a platform certificate',
    material,
    'Under `certs` belongs what WeChat Pay signs with: pub_key.pem from Account Center → API Security → 微信支付公钥, or a platform certificate.',
  );
}

/** The serial number of a certificate: upper-case hex, leading zeros of a byte kept. */
export function certificateSerial(certificate: X509Certificate): string {
  return certificate.serialNumber.toUpperCase();
}

/** Whether two keys, private or public, are of one pair. */
export function sameKeyPair(a: KeyObject, b: KeyObject): boolean {
  const publicHalf = (key: KeyObject) => (key.type === 'private' ? createPublicKey(key) : key);
  return publicHalf(a).equals(publicHalf(b));
}
