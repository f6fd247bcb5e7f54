import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { decryptResource } from '../../../src/apiv3/aes-gcm.js';
import type { KeyRing } from '../../../src/apiv3/key-ring.js';
import { SIGNATURE_HEADERS, verifyResponse } from '../../../src/apiv3/verify-response.js';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.js';
import { makeCertificate } from '../../../src/sandbox/keys/make-certificate.js';
import { call, type Received } from '../helpers/call.js';
import { get, orderBody, post } from '../helpers/orders.js';

let dataDir: string;
let certified: Sandbox;
let sandbox: Sandbox;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wxpay-test-'));
  certified = await startSandbox({ dataDir, mode: 'certificate' });
  sandbox = await startSandbox({ dataDir });
});
afterAll(async () => {
  await Promise.all([certified.close(), sandbox.close()]);
  await rm(dataDir, { recursive: true, force: true });
});

const verdict = (answer: Received, keyRing: KeyRing) =>
  verifyResponse({ headers: answer.headers, body: answer.body, keyRing, now: Date.now() });

const serialOf = (answer: Received) => answer.headers['wechatpay-serial'];

const certificatesResponse = z.object({
  data: z.array(
    z.strictObject({
      serial_no: z.string(),
      effective_time: z.string(),
      expire_time: z.string(),
      encrypt_certificate: z.strictObject({
        algorithm: z.literal('AEAD_AES_256_GCM'),
        nonce: z.string(),
        associated_data: z.literal('certificate'),
        ciphertext: z.string(),
      }),
    }),
  ),
});

describe('every answer to an authenticated request', () => {
  it.each([
    ['200', () => post(sandbox, orderBody()), 200, '0'],
    ['400', () => post(sandbox, {}), 400, '268435461'],
    ['404', () => get(sandbox, 'nothing'), 404, '268512771'],
    ['404 of a route', () => call(sandbox, { target: '/v3/pay/transactions' }), 404, '268435456'],
    ['400 of a header', () => get(sandbox, 'nothing', { headers: { Accept: 'text/html' } }), 400, '268435461'],
  ])('is signed: %s', async (_, ask, status, code) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(verdict(answer, sandbox.credentials.keyRing)).toEqual({
      ok: true,
      serial: sandbox.credentials.keyRing.ids[0],
    });
    expect(answer.requestId).toMatch(new RegExp(`^[0-9A-F]{40}-${code}$`));
  });

  it('spells its headers as WeChat Pay does', async () => {
    const { rawHeaders, headers, body } = await post(sandbox, orderBody());
    for (const name of [...SIGNATURE_HEADERS, 'Wechatpay-Signature-Type', 'Request-ID', 'Content-Type', 'Date']) {
      expect(rawHeaders).toContain(name);
    }
    expect(headers['wechatpay-signature-type']).toBe('WECHATPAY2-SHA256-RSA2048');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['content-length']).toBe(String(body.length));
  });

  it('has a Request-ID and a nonce of its own', async () => {
    const [one, two] = [await get(sandbox, 'nothing'), await get(sandbox, 'nothing')];
    expect(one.requestId).not.toBe(two.requestId);
    expect(one.headers['wechatpay-nonce']).not.toBe(two.headers['wechatpay-nonce']);
  });

  it('follows the clock of the sandbox in Date and in the signature', async () => {
    const now = Date.parse('2031-02-03T04:05:06Z');
    const later = await startSandbox({ dataDir, now: () => now });
    const { headers } = await get(later, 'nothing', { now });
    await later.close();
    expect(headers.date).toBe('Mon, 03 Feb 2031 04:05:06 GMT');
    expect(headers['wechatpay-timestamp']).toBe(String(now / 1000));
  });
});

describe('the key that signs', () => {
  const publicKeyId = () => String(sandbox.credentials.keyRing.ids[0]);
  const certificateSerial = () => String(certified.credentials.keyRing.ids[0]);
  const asking = (from: Sandbox, serial: string | undefined) =>
    get(from, 'nothing', { headers: { 'Wechatpay-Serial': serial } });

  it('is by default the one of the mode', async () => {
    expect(publicKeyId()).toMatch(/^PUB_KEY_ID_011900000109\d{16}$/);
    expect(certificateSerial()).toMatch(/^[4-7][0-9A-F]{39}$/);
    expect(serialOf(await asking(sandbox, undefined))).toBe(publicKeyId());
    expect(serialOf(await asking(certified, undefined))).toBe(certificateSerial());
  });

  it('is the one that Wechatpay-Serial asks for, in either mode', async () => {
    const certificate = await asking(sandbox, certificateSerial().toLowerCase());
    expect(verdict(certificate, certified.credentials.keyRing)).toEqual({ ok: true, serial: certificateSerial() });
    const publicKey = await asking(certified, publicKeyId());
    expect(verdict(publicKey, sandbox.credentials.keyRing)).toEqual({ ok: true, serial: publicKeyId() });
  });

  it('is the one of the mode when an unknown one is asked for', async () => {
    expect(serialOf(await asking(sandbox, 'PUB_KEY_ID_0'))).toBe(publicKeyId());
    expect(serialOf(await asking(certified, 'ABCD'))).toBe(certificateSerial());
  });
});

describe('GET /v3/certificates', () => {
  it('gives the platform certificate, encrypted with the APIv3 key and signed with its own', async () => {
    const answer = await call(certified, { target: '/v3/certificates' });
    expect(answer.status).toBe(200);
    expect(verdict(answer, certified.credentials.keyRing).ok).toBe(true);
    const [only, ...others] = z.parse(certificatesResponse, answer.json).data;
    expect(others).toEqual([]);
    const serial = String(certified.credentials.keyRing.ids[0]);
    expect(only).toMatchObject({
      serial_no: serial,
      effective_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/),
      expire_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/),
    });
    const encrypted = only?.encrypt_certificate ?? { ciphertext: '', nonce: '' };
    const pem = decryptResource(encrypted, Buffer.from(certified.config.apiv3Key)).toString('utf8');
    expect(pem).toBe(readFileSync(String(certified.config.certs[serial]), 'utf8'));
    expect(new X509Certificate(pem).serialNumber).toBe(serial);
    expect(Date.parse(String(only?.expire_time))).toBe(Date.parse(new X509Certificate(pem).validTo));
  });

  it.each([
    ['POST', '/v3/certificates'],
    ['GET', '/v3/certificates/all'],
  ])('is the only call of its kind: %s %s is 404', async (method, target) => {
    expect((await call(certified, { method, target })).status).toBe(404);
  });

  it('is 404 for a merchant with a public key', async () => {
    const answer = await call(sandbox, { target: '/v3/certificates' });
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' });
  });
});

describe('the platform certificate', () => {
  const read = () => new X509Certificate(readFileSync(String(Object.values(certified.config.certs)[0])));

  it('is self-signed, no CA, and valid for five years from now', () => {
    const certificate = read();
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(certificate.ca).toBe(false);
    const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
    expect(Math.abs(Date.now() - from.getTime())).toBeLessThan(60_000);
    expect(to.getUTCFullYear() - from.getUTCFullYear()).toBe(5);
    expect(certified.credentials.keyRing.preferred(Date.now())?.validity).toEqual({ from, to });
  });

  it.skipIf(spawnSync('openssl', ['version']).status !== 0)('is what openssl takes for a certificate too', () => {
    const file = String(Object.values(certified.config.certs)[0]);
    const text = execFileSync('openssl', ['x509', '-in', file, '-noout', '-text', '-serial'], { encoding: 'utf8' });
    expect(text).toContain('Version: 3');
    expect(text).toContain('CA:FALSE');
    expect(text).toContain(`serial=${certified.credentials.keyRing.ids[0]}`);
    expect(execFileSync('openssl', ['verify', '-CAfile', file, file], { encoding: 'utf8' })).toContain('OK');
  });

  it('may end after 2049', async () => {
    const { privateKey } = certified.credentials;
    const from = new Date('2049-12-31T23:59:59Z');
    const to = new Date('2054-12-31T23:59:59Z');
    const pem = await makeCertificate(privateKey, { serial: '41', commonName: 'x', from, to });
    const certificate = new X509Certificate(pem);
    expect([new Date(certificate.validFrom), new Date(certificate.validTo)]).toEqual([from, to]);
  });
});
