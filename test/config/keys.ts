import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key of 2048 bits made for this run, with its parts as PEM. */
export interface TestKey {
  privateKey: string;
  publicKey: string;
}

export function createKey(): TestKey {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

/** Runs openssl in a folder that holds `key.pem`, and answers what it wrote to `out`. */
function openssl(key: TestKey, ...args: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'wxpay-keys-'));
  try {
    writeFileSync(join(folder, 'key.pem'), key.privateKey, { mode: 0o600 });
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    return readFileSync(join(folder, 'out'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A self-signed certificate, valid from now on. */
export function createCertificate(key: TestKey, serial: string, name = 'Test', days = 365): string {
  const request = ['req', '-x509', '-new', '-key', 'key.pem', '-out', 'out', '-sha256'];
  return openssl(key, ...request, '-subj', `/CN=${name}`, '-set_serial', `0x${serial}`, '-days', `${days}`).toString();
}

/** The private key, encrypted. */
export function encryptKey(key: TestKey, passphrase: string): string {
  const out = openssl(key, 'pkcs8', '-topk8', '-in', 'key.pem', '-out', 'out', '-passout', `pass:${passphrase}`);
  return out.toString();
}

/** The .p12 that comes with a merchant certificate. */
export function createP12(key: TestKey): Buffer {
  return openssl(
    key,
    'pkcs12',
    '-export',
    '-inkey',
    'key.pem',
    '-nocerts',
    '-out',
    'out',
    '-passout',
    'pass:1900000001',
  );
}

/** When a certificate ends, in milliseconds since 1970. */
export const endOf = (certificate: string): number => Date.parse(new X509Certificate(certificate).validTo);
