import { createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeCertificate } from '../../../src/sandbox/keys/make-certificate.js';
import type { Machine, RunningSandbox } from '../wxpay.js';

/** What a merchant's configuration says beside who signs. */
export interface MerchantFacts {
  mchid: string;
  /** Path of the merchant API certificate. */
  certificate: string;
  certs: object;
  baseUrl: string;
  apiv3Key: string;
  insurance: object;
}

const DAY = 86_400_000;

/**
 * The merchant of a sandbox without a private key in its configuration.
 * @returns the facts, the path of the private key, for whoever signs, and the serial of the certificate
 */
export async function signerFacts(
  machine: Machine,
  sandbox: RunningSandbox,
): Promise<{ facts: MerchantFacts; key: string; serial: string }> {
  const folder = dirname(sandbox.config);
  const ready = JSON.parse(await readFile(sandbox.config, 'utf8'));
  const { mchid, serial, apiv3Key, insurance } = ready;
  const key = join(folder, ready.privateKey);
  // It lies nowhere as a file.
  const certificate = join(machine.home, 'apiclient_cert.pem');
  const [from, to] = [new Date(Date.now() - DAY), new Date(Date.now() + 365 * DAY)];
  const privateKey = createPrivateKey(await readFile(key));
  await writeFile(certificate, await makeCertificate(privateKey, { serial, commonName: 'merchant', from, to }));
  const certs = Object.fromEntries(Object.entries(ready.certs).map(([id, file]) => [id, join(folder, String(file))]));
  return { facts: { mchid, certificate, certs, baseUrl: sandbox.url, apiv3Key, insurance }, key, serial };
}
