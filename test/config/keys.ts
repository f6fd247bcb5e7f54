import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { makeCertificate } from '../../src/sandbox/keys/make-certificate.js';

/** A key of 2048 bits, with its parts as PEM. */
export interface TestKey {
  privateKey: string;
  publicKey: string;
}

let taken = 0;

/** One of six keys that were made for this run, in turn: to make one takes as long as starting two processes. */
export function createKey(): TestKey {
  const pairs = inject('keyPairs');
  const pair = pairs[taken % pairs.length];
  taken += 1;
  if (pair === undefined) throw new Error('no keys were made');
  return pair;
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
export async function createCertificate(key: TestKey, serial: string, name = 'Test', days = 365): Promise<string> {
  const from = new Date();
  const to = new Date(from.getTime() + days * 86_400_000);
  return makeCertificate(createPrivateKey(key.privateKey), { serial, commonName: name, from, to });
}

/** The private key, encrypted. */
export function encryptKey(key: TestKey, passphrase: string): string {
  const form = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const;
  return createPrivateKey(key.privateKey).export(form).toString();
}

/** Whether there is an `openssl`, which alone makes a .p12. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

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
