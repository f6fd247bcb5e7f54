import { createPrivateKey, createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { ConfigError } from '../errors.js';
import { shellQuote } from '../shared/shell-quote.js';
import type { Text } from '../shared/text.js';
import { sayKey } from '../texts/keys.js';
import { sayMaterial } from '../texts/material.js';
import { certificateDates } from './certificate.js';
import { classifyMaterial, describeMaterial, isPrivateLabel, type KeyMaterial, type Material } from './material.js';
import { checkRsa } from './rsa.js';

/**
 * What key material is called in messages: a configuration key or an option, with the file in parentheses; never the
 * content. The path, where there is one, is for commands in hints.
 */
export type KeyName = string | { name: string; path?: string | undefined };

const nameOf = (name: KeyName): string => (typeof name === 'string' ? name : name.name);

const attempt = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

/** The command that takes one part out of the .p12 that was given. */
const pkcs12Hint = (name: KeyName, parts: string, out: string): Text => {
  const file = (typeof name === 'string' ? undefined : name.path) ?? 'apiclient_cert.p12';
  return sayKey('extract', out, `openssl pkcs12 -legacy -in ${shellQuote(file)} ${parts} -out ${out}`);
};

const unexpected = (
  name: KeyName,
  expected: Text,
  material: Material,
  hints: { pkcs12: Text; other: Text },
): ConfigError =>
  new ConfigError(sayKey('unexpected', nameOf(name), expected, describeMaterial(material)), {
    code: 'BAD_KEY',
    hint: material.kind === 'pkcs12' ? hints.pkcs12 : hints.other,
    ...(material.kind === 'unknown' && { cause: material.cause }),
  });

/**
 * The merchant's private key, ready to sign with. Of a file with several PEM blocks, the first private key.
 * @param name what it is, for messages
 * @param passphrase opens an encrypted key
 * @throws {ConfigError} `BAD_KEY` when it is something else, damaged, not RSA, or too short; `KEY_ENCRYPTED` when a
 * passphrase is missing or wrong
 */
export function readPrivateKey(input: KeyMaterial, name: KeyName, passphrase?: string): KeyObject {
  const material = classifyMaterial(input, isPrivateLabel);
  if (material.kind === 'private-key') return checkRsa(material.key, nameOf(name));
  if (material.kind === 'encrypted-private-key') {
    const { pem } = material;
    const key = passphrase === undefined ? undefined : attempt(() => createPrivateKey({ key: pem, passphrase }));
    if (key) return checkRsa(key, nameOf(name));
    throw new ConfigError(sayKey(passphrase === undefined ? 'encrypted' : 'wrongPassphrase', nameOf(name)), {
      code: 'KEY_ENCRYPTED',
      hint: sayKey('decrypt', 'WECHATPAY_PRIVATE_KEY_PASSPHRASE'),
    });
  }
  throw unexpected(name, sayMaterial('merchantKey'), material, {
    pkcs12: pkcs12Hint(name, '-nodes -nocerts', 'apiclient_key.pem'),
    other: material.kind === 'unknown' ? sayKey('wholeKeyFile') : sayKey('otherFile'),
  });
}

const checkCertificate = (certificate: X509Certificate, name: KeyName): KeyObject => {
  const { from, to } = certificateDates(certificate);
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) {
    throw new ConfigError(sayKey('noDates', nameOf(name)), {
      code: 'BAD_KEY',
      hint: sayKey('downloadAgain'),
    });
  }
  // The key of a certificate is read when it is asked for, and may turn out to be of an unknown kind.
  return checkRsa(
    attempt(() => certificate.publicKey),
    nameOf(name),
  );
};

const isCertificateLabel = (label: string): boolean => label.endsWith('CERTIFICATE');

/**
 * A certificate: the merchant's own, or one of the platform. Of a file with several PEM blocks, the first certificate.
 * @throws {ConfigError} `BAD_KEY`
 */
export function readCertificate(input: KeyMaterial, name: KeyName): X509Certificate {
  const material = classifyMaterial(input, isCertificateLabel);
  if (material.kind !== 'certificate') {
    throw unexpected(name, sayMaterial('x509'), material, {
      pkcs12: pkcs12Hint(name, '-clcerts -nokeys', 'apiclient_cert.pem'),
      other: sayKey('certificateFile'),
    });
  }
  checkCertificate(material.certificate, name);
  return material.certificate;
}

/** A key that WeChat Pay signs with, as found: a bare public key, or a platform certificate. */
export type VerifyingMaterial =
  | { kind: 'public-key'; publicKey: KeyObject }
  | { kind: 'certificate'; publicKey: KeyObject; certificate: X509Certificate };

/**
 * A key that WeChat Pay signs with. A private key is refused wherever it stands in the text: Node would take it for its
 * public half, and it never comes from WeChat Pay.
 * @throws {ConfigError} `BAD_KEY`
 */
export function readVerifyingKey(input: KeyMaterial, name: KeyName): VerifyingMaterial {
  const material = classifyMaterial(input, isPrivateLabel);
  if (material.kind === 'public-key') return { kind: 'public-key', publicKey: checkRsa(material.key, nameOf(name)) };
  if (material.kind === 'certificate') {
    const { certificate } = material;
    return { kind: 'certificate', publicKey: checkCertificate(certificate, name), certificate };
  }
  throw unexpected(name, sayMaterial('verifyingKey'), material, {
    pkcs12: sayKey('verifyingNotP12'),
    other: sayKey('verifying'),
  });
}

/** Whether two keys, private or public, are of one pair. */
export function sameKeyPair(a: KeyObject, b: KeyObject): boolean {
  const publicHalf = (key: KeyObject) => (key.type === 'private' ? createPublicKey(key) : key);
  return publicHalf(a).equals(publicHalf(b));
}
