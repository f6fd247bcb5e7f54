import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { decryptResource } from '../../src/apiv3/aes-gcm.js';
import { createKeyRing } from '../../src/apiv3/key-ring.js';
import { readVerifyingKey } from '../../src/apiv3/keys.js';
import { verifyResponse } from '../../src/apiv3/verify-response.js';
import { newRsaPair } from '../../src/sandbox/keys/data-file.js';
import { makeCertificate } from '../../src/sandbox/keys/make-certificate.js';
import { answering, type Notified, startHandler } from '../sandbox/helpers/handler.js';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

const VALID = ['ok', 'ok-sparse', 'duplicate', 'slow-read', 'certificate-signed'];
const FORGED = ['bad-signature', 'skewed', 'unknown-serial', 'probe', 'bad-ciphertext', 'sm2-type'];
const VARIANTS = [...VALID, ...FORGED];

let machine: Machine;
let sandbox: RunningSandbox;
let data: string;
beforeAll(async () => {
  machine = await freshMachine({ inProcess: true });
  data = join(machine.home, 'sandbox');
  sandbox = await machine.startSandbox(['--data', data]);
});
afterAll(() => machine.dispose());

const send = (url: string, ...args: string[]) => machine.run(['notify', 'send', '--to', url, '--data', data, ...args]);

/** What a handler finds with a ready configuration: why it refuses, or the order. */
const merchant = async (config: string) => {
  const { certs, apiv3Key }: { certs: Record<string, string>; apiv3Key: string } = JSON.parse(
    await readFile(config, 'utf8'),
  );
  const keys = Object.entries(certs).map(async ([id, path]) => {
    const { publicKey, kind } = readVerifyingKey(await readFile(resolve(dirname(config), path), 'utf8'), path);
    return { id, kind, publicKey };
  });
  const keyRing = createKeyRing(await Promise.all(keys));
  return ({ headers, body }: Notified): { refusal: string } | { order: Record<string, unknown> } => {
    const verdict = verifyResponse({ headers, body, keyRing, now: Date.now() });
    if (!verdict.ok) return { refusal: verdict.reason };
    try {
      const { resource } = JSON.parse(body.toString('utf8'));
      return { order: JSON.parse(decryptResource(resource, Buffer.from(apiv3Key)).toString('utf8')) };
    } catch (error) {
      return { refusal: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
    }
  };
};

const verifyingHandler = async (config = sandbox.config) => {
  const read = await merchant(config);
  const handler = await startHandler((response, notified) => {
    const found = read(notified);
    if ('order' in found) response.writeHead(204).end();
    else response.writeHead(401).end(JSON.stringify({ code: 'FAIL', message: found.refusal }));
  });
  return { ...handler, found: () => handler.notified.map(read) };
};

describe('a verifying handler', () => {
  it('passes every variant, and each is invalid in one respect only', async () => {
    const handler = await verifyingHandler();
    const { code, stdout, stderr } = await send(handler.url, '--all');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^order [0-9a-f]{32} · signed with PUB_KEY_ID_\d+ · keys of .*\n$/);
    expect(stdout.split('\n')[0]).toMatch(/^VARIANT +EXPECTED +STATUS +VERDICT +WHY, OR BODY$/);
    for (const variant of VALID.slice(0, -1)) {
      expect(stdout).toMatch(new RegExp(`^${variant} +200 or 204 +204 +passed$`, 'm'));
    }
    expect(stdout).toMatch(/^certificate-signed +200 or 204 +- +skipped +the sandbox has no certificate/m);
    for (const variant of FORGED)
      expect(stdout).toMatch(new RegExp(`^${variant} +no 2xx +401 +passed +\\{"code"`, 'm'));
    expect(handler.found()).toEqual([
      { order: expect.objectContaining({ order_receive_state: 'RECEIVED', order_begin_time: expect.any(String) }) },
      { order: expect.not.objectContaining({ order_begin_time: expect.any(String) }) },
      { order: expect.anything() },
      { order: expect.anything() },
      { order: expect.anything() },
      { refusal: 'mismatch' },
      { refusal: 'skewed' },
      { refusal: 'unknown-serial' },
      { refusal: 'probe' },
      { refusal: 'APIV3_KEY_MISMATCH' },
      { refusal: expect.stringMatching(/^unsupported/) },
    ]);
    const ids = handler.notified.map(({ body }) => JSON.parse(body.toString()).id);
    expect(ids[2]).toBe(ids[3]);
    expect(new Set(ids).size).toBe(10);
  });

  it('is told of the good notification alone by default, of the order and the state that were asked for', async () => {
    const handler = await verifyingHandler();
    for (const state of ['RECEIVING', 'RECEIVED', 'FAILED']) {
      expect(await send(handler.url, '--state', state, '--out-order-no', 'mine-1')).toMatchObject({ code: 0 });
    }
    const orders = handler.found().map((found) => ('order' in found ? found.order : found));
    expect(orders).toMatchObject([
      { out_order_no: 'mine-1', order_receive_state: 'RECEIVING' },
      { out_order_no: 'mine-1', order_receive_state: 'RECEIVED', order_begin_time: expect.any(String) },
      { out_order_no: 'mine-1', order_receive_state: 'FAILED' },
    ]);
    expect(orders[2]).not.toHaveProperty('order_begin_time');
  });

  it('with a platform certificate is found through --config and WECHATPAY_CONFIG, and with --mode', async () => {
    const folder = join(machine.home, 'certified');
    const certified = await machine.startSandbox(['--mode', 'certificate', '--data', folder]);
    const handler = await verifyingHandler(certified.config);
    const to = ['notify', 'send', '--to', handler.url];
    const config = ['--config', certified.config];
    expect(await machine.run([...to, ...config])).toMatchObject({ code: 0 });
    const env = { WECHATPAY_CONFIG: certified.config };
    expect(await machine.run(to, { env })).toMatchObject({ code: 0 });
    expect(await machine.run([...to, '--data', folder, '--mode', 'certificate'])).toMatchObject({ code: 0 });
    expect(await machine.run([...to, '--data', folder])).toMatchObject({ code: 4 });
  });

  it('of the embedded sandbox is told of the orders that it has', async () => {
    const openid = 'oFAILED';
    const create = ['insurance', 'create', '--sandbox', '--openid', openid, '--out-order-no', 'kept-1', '--json'];
    const { order_id } = JSON.parse((await machine.run(create)).stdout);
    const standalone = await machine.startSandbox();
    const handler = await verifyingHandler(standalone.config);
    const env = { WECHATPAY_CONFIG: '/no/such/file' };
    const args = ['notify', 'send', '--to', handler.url, '--out-order-no', 'kept-1', '--state', 'FAILED'];
    expect(await machine.run(args, { env })).toMatchObject({ code: 0 });
    expect(handler.found()).toMatchObject([{ order: { order_id, openid, order_receive_state: 'FAILED' } }]);
  });
});

it('https goes to a server whose certificate is trusted, and to no other', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [from, to] = [new Date(Date.now() - 60_000), new Date(Date.now() + 3_600_000)];
  const facts = { serial: '4'.repeat(40), commonName: 'localhost', from, to };
  const cert = await makeCertificate(privateKey, facts);
  const file = join(machine.home, 'server_cert.pem');
  await writeFile(file, cert);
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const server = createServer({ key, cert }, (message, response) => {
    message.resume().on('end', () => response.writeHead(204).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const args = ['notify', 'send', '--to', `https://localhost:${port}/notify`, '--data', data];
  expect(await machine.runBuilt(args, { env: { NODE_EXTRA_CA_CERTS: file } })).toMatchObject({ code: 0 });
  expect(await machine.run(args)).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('self-signed certificate'),
  });
});

describe('a failing handler exits with 4:', () => {
  it.each(FORGED)('one that takes %s', async (variant) => {
    const handler = await startHandler(answering(204));
    const { code, stdout, stderr } = await send(handler.url, '--variant', variant, '--json');
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      to: handler.url,
      serial: expect.stringMatching(/^PUB_KEY_ID_/),
      results: [{ variant, expected: 'no 2xx', status: 204, body: '', verdict: 'failed' }],
    });
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({ type: 'api', code: 'HANDLER_FAILED', status: 204 });
    expect(error.message).toContain(`${variant} with 204`);
    expect(error.hint).toContain('Verify the signature over the raw body');
  });

  it.each([401, 500, 201, 302])('one that answers %i to the good one', async (status) => {
    const handler = await startHandler(answering(status));
    const { code, stderr } = await send(handler.url);
    expect(code).toBe(4);
    expect(stderr).toContain(`ok with ${status}, expected 200 or 204: it refused a valid notification`);
    expect(stderr).toContain('wxpay sandbox --data DIR');
  });

  it('one that takes everything, of which --all names each', async () => {
    const handler = await startHandler(answering(200));
    const { code, stdout, stderr } = await send(handler.url, '--all', '-o', 'ndjson');
    expect(code).toBe(4);
    const results = stdout
      .trimEnd()
      .split('\n')
      .map((line): { variant: string; verdict: string } => JSON.parse(line));
    expect(results.map(({ variant }) => variant)).toEqual(VARIANTS);
    expect(results.map(({ verdict }) => verdict)).toEqual([
      ...VALID.slice(1).map(() => 'passed'),
      'skipped',
      ...FORGED.map(() => 'failed'),
    ]);
    for (const variant of FORGED) expect(JSON.parse(stderr).error.message).toContain(`${variant} with 200`);
  });

  it('one that sends elsewhere: redirects are not followed', async () => {
    const other = await startHandler(answering(204));
    const handler = await startHandler((response) => {
      response.writeHead(308, { Location: other.url }).end();
    });
    expect(await send(handler.url)).toMatchObject({ code: 4 });
    expect(other.notified).toEqual([]);
  });
});

describe('what a handler of each kind does wrong is said:', () => {
  const refusing = async (refuses: (notified: Notified, count: number) => boolean) =>
    startHandler((response, notified, count) => {
      response.writeHead(refuses(notified, count) ? 500 : 204).end();
    });

  it('it takes an event once only', async () => {
    const handler = await refusing((_, count) => count > 1);
    const { code, stderr } = await send(handler.url, '--variant', 'duplicate');
    expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining('the same event twice') });
    const [one, two] = handler.notified.map(({ body }) => JSON.parse(body.toString()));
    expect(one.id).toBe(two.id);
  });

  it('it does not read the body to its end', async () => {
    const server = createHttpServer((message, response) => {
      message.once('data', (chunk: Buffer) => {
        const complete = chunk.length === Number(message.headers['content-length']);
        response.writeHead(complete ? 204 : 400).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
    expect(await send(url)).toMatchObject({ code: 0 });
    const { code, stderr } = await send(url, '--variant', 'slow-read');
    expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining('read the body to its end') });
  });

  it('it has the public key only, while the merchant is on the move', async () => {
    const folder = join(machine.home, 'moving');
    const moving = await machine.startSandbox(['--key-switch', 'closed', '--data', folder]);
    const both = await verifyingHandler(moving.config);
    const run = (url: string) =>
      machine.run(['notify', 'send', '--to', url, '--data', folder, '--variant', 'certificate-signed', '--json']);
    const passed = await run(both.url);
    expect(passed).toMatchObject({ code: 0 });
    expect(both.notified[0]?.headers['wechatpay-serial']).toMatch(/^[0-9A-F]{40}$/);
    const handler = await refusing(({ headers }) => !String(headers['wechatpay-serial']).startsWith('PUB_KEY_ID_'));
    const failed = await run(handler.url);
    expect(failed).toMatchObject({ code: 4, stderr: expect.stringContaining('beside the public key') });
  });

  it('a variant that cannot be sent is an error when it was asked for', async () => {
    const handler = await verifyingHandler();
    const { code, stderr } = await send(handler.url, '--variant', 'certificate-signed');
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('--key-switch closed') });
    expect(handler.notified).toEqual([]);
  });
});

describe('--report-junit', () => {
  it('writes a test case a variant, with why it failed, safe for XML', async () => {
    const handler = await startHandler((response) => {
      response.writeHead(200).end('<&">\u0001 \ud800 ]]>');
    });
    const file = join(machine.home, 'report.xml');
    expect(await send(handler.url, '--all', '--report-junit', file)).toMatchObject({ code: 4 });
    const xml = await readFile(file, 'utf8');
    expect(xml).toMatch(
      /<testsuite name="wxpay notify send" tests="11" failures="6" errors="0" skipped="1" time="[\d.]+">/,
    );
    expect(xml).toMatch(/<testcase classname="notification" name="ok" time="[\d.]+"\/>/);
    expect(xml).toMatch(/name="probe" time="[\d.]+"><failure type="failed" message="it took a notification whose/);
    expect(xml).toMatch(/name="certificate-signed" time="0.000"><skipped message="/);
    expect(xml).toContain('&lt;&amp;&quot;&gt;');
    expect(xml).not.toContain('\u0001');
  });

  it('names a file that cannot be written', async () => {
    const handler = await startHandler(answering(204));
    const { code, stderr } = await send(handler.url, '--report-junit', join(machine.home, 'no', 'folder.xml'));
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--report-junit: cannot write'),
    });
  });
});

describe('no handler exits with 5:', () => {
  it('nobody listens', async () => {
    const { code, stdout, stderr } = await send('http://127.0.0.1:1/notify', '--json');
    expect(code).toBe(5);
    expect(JSON.parse(stdout).results).toMatchObject([{ status: null, verdict: 'no response' }]);
    expect(JSON.parse(stderr).error).toMatchObject({ type: 'network', code: 'NO_RESPONSE' });
    expect(stderr).toContain('ECONNREFUSED');
  });

  it('it does not answer within 5 s, or --timeout', async () => {
    const handler = await startHandler(() => {});
    const start = Date.now();
    const [late, early] = await Promise.all([send(handler.url), send(handler.url, '--timeout', '0.2')]);
    expect(Date.now() - start).toBeGreaterThanOrEqual(5000);
    expect(Date.now() - start).toBeLessThan(9000);
    expect({ ...late }).toMatchObject({ code: 5, stderr: expect.stringContaining('no complete response within 5 s') });
    expect({ ...early }).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('no complete response within 0.2 s'),
    });
  });

  it('it hangs on what is forged: the other variants are sent all the same', async () => {
    const read = await merchant(sandbox.config);
    const handler = await startHandler((response, notified) => {
      if ('order' in read(notified)) response.writeHead(204).end();
    });
    const { code, stdout } = await send(handler.url, '--all', '--timeout', '0.5', '--field', 'verdict');
    expect({ code, stdout }).toEqual({
      code: 5,
      stdout: `${'passed\n'.repeat(4)}skipped\n${'no response\n'.repeat(6)}`,
    });
  });
});

describe('nothing is sent, and the error says what to do:', () => {
  it.each([
    [['--to', 'http://example.com/notify'], 'plain http goes to this machine only'],
    [['--to', 'localhost:3000'], 'expected a URL such as'],
    [[], "required option '--to <url>'"],
    [['--to', 'http://127.0.0.1:1/', '--variant', 'forged'], 'expected one of ok, ok-sparse'],
    [['--to', 'http://127.0.0.1:1/', '--variant', 'ok', '--all'], 'cannot be used with'],
    [['--to', 'http://127.0.0.1:1/', '--out-order-no', 'a b'], 'invalid <out-order-no> "a b"'],
    [['--to', 'http://127.0.0.1:1/', '--field', 'stauts'], 'Did you mean status?'],
  ])('%j is a usage error', async (args, message) => {
    const { code, stdout, stderr } = await machine.run(['notify', 'send', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('a folder or a configuration of no sandbox is exit code 3', async () => {
    const handler = await startHandler(answering(204));
    const config = join(machine.home, 'live.json');
    await writeFile(config, JSON.stringify({ mchid: '1900000001', privateKey: './key.pem', certs: {} }));
    for (const args of [
      ['--data', join(machine.home, 'nowhere')],
      ['--config', config],
      ['--config', join(machine.home, 'none.json')],
    ]) {
      const { code, stderr } = await machine.run(['notify', 'send', '--to', handler.url, ...args]);
      expect(code).toBe(3);
      expect(stderr).toContain('NO_SANDBOX_KEYS');
    }
    expect(handler.notified).toEqual([]);
  });
});

it('a terminal is safe from what a handler answers, and the table from its length', async () => {
  const handler = await startHandler((response) => {
    response.writeHead(400).end(`\u001b[31m\r\n中文\n${randomBytes(4000).toString('hex')}`);
  });
  const { stdout } = await send(handler.url, '--variant', 'probe');
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toContain('中文');
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(140);
});

it('no key is in any output, however verbose', async () => {
  const config: { privateKey: string; apiv3Key: string } = JSON.parse(await readFile(sandbox.config, 'utf8'));
  const pems = [resolve(dirname(sandbox.config), config.privateKey), join(data, 'keys', 'wechatpay_key.pem')];
  const secrets = [config.apiv3Key];
  for (const file of pems) {
    const pem = await readFile(file, 'utf8');
    secrets.push(...pem.split('\n').filter((line) => line.length > 40));
    secrets.push(String(createPrivateKey(pem).export({ format: 'jwk' }).d));
  }
  const handler = await startHandler(answering(204));
  for (const args of [['--all'], ['--all', '--json'], ['--to', 'http://127.0.0.1:1/']]) {
    const { stdout, stderr } = await send(handler.url, '--debug', ...args);
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  }
});

it('never sends to a server whose certificate does not verify, whatever the environment says', async () => {
  const { privateKey, privatePem } = await newRsaPair();
  const facts = { serial: '40'.repeat(20), commonName: 'localhost', from: new Date(0), to: new Date('2040-01-01') };
  const received: string[] = [];
  const server = createServer(
    { key: privatePem, cert: await makeCertificate(privateKey, facts) },
    (message, response) => {
      received.push(message.url ?? '');
      response.writeHead(204).end();
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const to = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/notify`;
  const { code, stderr } = await machine.run(['notify', 'send', '--to', to], {
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' },
  });
  expect({ code, received }).toEqual({ code: 5, received: [] });
  expect(stderr).toContain('self-signed certificate');
});
