import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptResource } from '../../src/apiv3/aes-gcm.js';
import { responseMessage } from '../../src/apiv3/message.js';
import { signMessage } from '../../src/apiv3/signature.js';
import { makeCertificate } from '../../src/sandbox/keys/make-certificate.js';
import { createWorkshop, hasOpenssl } from '../apiv3/helpers.js';
import { freshMachine, type Machine } from './wxpay.js';

const SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
const KNOWN_ID = 'PUB_KEY_ID_0119000001092026112300000000';
const APIV3_KEY = 'k'.repeat(32);
const DAY = 86_400_000;
const NOW = Date.now();

const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
const known = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: KeyObject) => String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }));

const certificate = (from: number, to: number) =>
  makeCertificate(platform.privateKey, {
    serial: SERIAL,
    commonName: 'Tenpay.com',
    from: new Date(from),
    to: new Date(to),
  });

const signedHeaders = async (body: Buffer, serial: string, key: KeyObject, seconds = Math.floor(Date.now() / 1000)) => {
  const [timestamp, nonce] = [String(seconds), randomBytes(16).toString('hex')];
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': serial,
    'Wechatpay-Signature': await signMessage(responseMessage({ timestamp, nonce, body }), key),
  };
};

/** A server that stands for WeChat Pay, or for somebody who only knows as much as the test gives it. */
let server: Server;
let respond: () => Promise<{ body: Buffer; headers: Record<string, string> }>;
let machine: Machine;
let env: Record<string, string>;
beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  server = createServer(async (_, response) => {
    const { body, headers } = await respond();
    response.writeHead(200, { 'Content-Type': 'application/json', ...headers }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  env = {
    WECHATPAY_MCHID: '1900000109',
    WECHATPAY_SERIAL: '3775B6A45ACD588826D15E583A95F5DD00000000',
    WECHATPAY_PRIVATE_KEY: pem(merchant.privateKey),
    WECHATPAY_APIV3_KEY: APIV3_KEY,
    WECHATPAY_BASE_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
  };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await machine.dispose();
});

const errorOf = (stderr: string): Record<string, string> => JSON.parse(stderr).error;

describe('certs download', () => {
  const download = async (extra: Record<string, string> = {}) => {
    const result = await machine.run(['certs', 'download', '--out', 'certs', '--json', '--retries', '0'], {
      env: { ...env, ...extra },
    });
    const files = await readdir(join(machine.home, 'certs')).catch(() => []);
    await rm(join(machine.home, 'certs'), { recursive: true, force: true });
    return { ...result, files };
  };
  const KNOWN_KEY = { WECHATPAY_PUBLIC_KEY: pem(known.publicKey), WECHATPAY_PUBLIC_KEY_ID: KNOWN_ID };

  /** Certificates encrypted with an APIv3 key, and signed with one of the keys. */
  const serve = (
    plain: string,
    apiv3Key = APIV3_KEY,
    [serial, key]: [string, KeyObject] = [SERIAL, platform.privateKey],
  ) => {
    respond = async () => {
      const sealed = encryptResource(Buffer.from(plain), Buffer.from(apiv3Key), 'a 12-byte iv', 'certificate');
      const body = Buffer.from(JSON.stringify({ data: [{ serial_no: SERIAL, encrypt_certificate: sealed }] }));
      return { body, headers: await signedHeaders(body, serial, key) };
    };
  };

  it('believes a response that no configured key has signed only when no key is configured', async () => {
    serve(await certificate(NOW - DAY, NOW + 90 * DAY));
    expect(await download()).toMatchObject({ code: 0, files: [`wechatpay_${SERIAL}.pem`] });
    const { code, stdout, stderr, files } = await download(KNOWN_KEY);
    expect({ code, stdout, files }).toEqual({ code: 6, stdout: '', files: [] });
    expect(errorOf(stderr)).toMatchObject({ type: 'signature', code: 'SIGNATURE_UNKNOWN_SERIAL' });
    expect(errorOf(stderr)['message']).toContain(KNOWN_ID);
    expect(errorOf(stderr)['hint']).toContain('remove them from `certs`');
  });

  it('does not blame the APIv3 key for a response that no configured key has signed', async () => {
    serve(await certificate(NOW - DAY, NOW + 90 * DAY), 'x'.repeat(32));
    const { code, stderr } = await download(KNOWN_KEY);
    expect({ code, error: errorOf(stderr)['code'] }).toEqual({ code: 6, error: 'SIGNATURE_UNKNOWN_SERIAL' });
    expect(stderr).not.toContain('reset');
  });

  it('blames the APIv3 key when a configured key has signed', async () => {
    serve(await certificate(NOW - DAY, NOW + 90 * DAY), 'x'.repeat(32), [KNOWN_ID, known.privateKey]);
    const { code, stderr, files } = await download(KNOWN_KEY);
    expect({ code, error: errorOf(stderr)['code'], files }).toEqual({
      code: 3,
      error: 'APIV3_KEY_MISMATCH',
      files: [],
    });
  });

  it.each([
    ['expired', -90, -1, 'SIGNATURE_CERTIFICATE_EXPIRED'],
    ['not yet valid', 1, 90, 'SIGNATURE_CERTIFICATE_NOT_YET_VALID'],
  ])('a certificate that is %s cannot vouch for itself', async (_, from, to, code) => {
    serve(await certificate(NOW + from * DAY, NOW + to * DAY));
    const result = await download();
    expect({ code: result.code, error: errorOf(result.stderr)['code'], files: result.files }).toEqual({
      code: 6,
      error: code,
      files: [],
    });
  });

  it('writes the certificate and nothing that stood around it', async () => {
    const plain = await certificate(NOW - DAY, NOW + 90 * DAY);
    serve(`extra text\n${plain}-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n`);
    const args = ['certs', 'download', '--out', 'plain', '--json'];
    expect((await machine.run(args, { env })).code).toBe(0);
    expect(await readFile(join(machine.home, 'plain', `wechatpay_${SERIAL}.pem`), 'utf8')).toBe(plain);
    expect((await machine.run(args, { env })).code).toBe(0);
  });
});

describe('a platform certificate outside of its dates, or not for signatures, verifies nothing', () => {
  const configure = async (cert: string) => {
    await writeFile(join(machine.home, 'cert.pem'), cert);
    const config = {
      mchid: env['WECHATPAY_MCHID'],
      serial: env['WECHATPAY_SERIAL'],
      privateKey: env['WECHATPAY_PRIVATE_KEY'],
      apiv3Key: APIV3_KEY,
      baseUrl: env['WECHATPAY_BASE_URL'],
      certs: { [SERIAL]: './cert.pem' },
    };
    await writeFile(join(machine.home, 'config.json'), JSON.stringify(config), { mode: 0o600 });
  };
  const run = (...args: string[]) =>
    machine.run(['--config', 'config.json', ...args, '--json', '--retries', '0', '--quiet'], { env: {} });

  it.each([
    ['expired', -90, -1, 'SIGNATURE_CERTIFICATE_EXPIRED'],
    ['not yet valid', 1, 90, 'SIGNATURE_CERTIFICATE_NOT_YET_VALID'],
  ])('%s: a response ends in exit code 6', async (_, from, to, code) => {
    await configure(await certificate(NOW + from * DAY, NOW + to * DAY));
    respond = async () => {
      const body = Buffer.from('{"qualified_user":true}');
      return { body, headers: await signedHeaders(body, SERIAL, platform.privateKey) };
    };
    const result = await run('insurance', 'qualification', 'o1');
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 6, stdout: '' });
    expect(result.stderr).toContain(code);
  });

  it.skipIf(!hasOpenssl)('with a key usage without digitalSignature: a response ends in exit code 6', async () => {
    const shop = createWorkshop();
    try {
      shop.write('key.pem', Buffer.from(pem(platform.privateKey)));
      const line = `req -x509 -new -key key.pem -subj /CN=Tenpay.com -set_serial 0x${SERIAL} -days 9 -out cert.pem`;
      shop.openssl(...line.split(' '), '-addext', 'keyUsage=critical,keyEncipherment');
      await configure(shop.text('cert.pem'));
    } finally {
      shop.remove();
    }
    respond = async () => {
      const body = Buffer.from('{"qualified_user":true}');
      return { body, headers: await signedHeaders(body, SERIAL, platform.privateKey) };
    };
    const result = await run('insurance', 'qualification', 'o1');
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 6, stdout: '' });
    expect(result.stderr).toContain('SIGNATURE_CERTIFICATE_USAGE');
  });

  it('another signature algorithm is refused by name', async () => {
    await configure(await certificate(NOW - DAY, NOW + 90 * DAY));
    respond = async () => {
      const body = Buffer.from('{"qualified_user":true}');
      const headers = await signedHeaders(body, SERIAL, platform.privateKey);
      return { body, headers: { ...headers, 'Wechatpay-Signature-Type': 'WECHATPAY2-SM2-WITH-SM3' } };
    };
    const result = await run('insurance', 'qualification', 'o1');
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 6, stdout: '' });
    expect(result.stderr).toContain('WECHATPAY2-SM2-WITH-SM3');
    expect(result.stderr).toContain('SIGNATURE_UNSUPPORTED_TYPE');
  });

  it('an old notification is judged at the time at which it was signed', async () => {
    const sealed = encryptResource(Buffer.from('{}'), Buffer.from(APIV3_KEY), 'a 12-byte iv', 'x');
    const resource = { algorithm: 'AEAD_AES_256_GCM', ...sealed };
    const body = Buffer.from(JSON.stringify({ id: 'EV-1', event_type: 'OTHER', resource }));
    const signed = await signedHeaders(body, SERIAL, platform.privateKey, Math.floor((NOW - 30 * DAY) / 1000));
    await writeFile(join(machine.home, 'body.json'), body);
    await writeFile(join(machine.home, 'headers.json'), JSON.stringify(signed));
    const decode = () => run('notify', 'decode', 'body.json', '--headers', 'headers.json', '--ignore-timestamp');
    await configure(await certificate(NOW - 90 * DAY, NOW - DAY));
    expect((await decode()).code).toBe(0);
    await configure(await certificate(NOW - 90 * DAY, NOW - 31 * DAY));
    const late = await decode();
    expect({ code: late.code, stdout: late.stdout }).toEqual({ code: 6, stdout: '' });
    expect(late.stderr).toContain('SIGNATURE_CERTIFICATE_EXPIRED');
  });
});
