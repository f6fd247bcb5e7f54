import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createKeyRing } from '../../src/apiv3/key-ring.js';
import { readPrivateKey, readVerifyingKey } from '../../src/apiv3/keys.js';
import { verifyResponse } from '../../src/apiv3/verify-response.js';
import { ConfigError, UsageError } from '../../src/errors.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { call } from './helpers/call.js';
import { get, orderBody, post } from './helpers/orders.js';
import { dataDirLike, mode, start, temporaryFolder } from './helpers/temporary.js';

let shared: string;

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'wxpay-test-'));
  const sandbox = await startSandbox({ dataDir: shared, mode: 'certificate' });
  await sandbox.close();
});
afterAll(() => rm(shared, { recursive: true, force: true }));

describe('the configuration file', () => {
  it('holds all that a client needs, with paths relative to it', async () => {
    const sandbox = await start({ dataDir: await dataDirLike(shared) });
    const file = String(sandbox.configFile);
    expect(file).toMatch(/\.wechatpayrc\.json$/);
    expect(await mode(file)).toBe('600');
    const config = JSON.parse(await readFile(file, 'utf8'));
    const [id] = sandbox.credentials.keyRing.ids;
    expect(config).toEqual({
      sandbox: true,
      mchid: '1900000109',
      serial: expect.stringMatching(/^[0-9A-F]{40}$/),
      privateKey: expect.any(String),
      certs: { [String(id)]: expect.any(String) },
      apiv3Key: expect.stringMatching(/^.{32}$/),
      insurance: { notifyUrl: 'https://merchant.invalid/wechatpay/notify' },
      baseUrl: sandbox.url,
    });
    const paths: string[] = [config.privateKey, config.certs[String(id)]];
    expect(paths.some(isAbsolute)).toBe(false);
    const [privateKey = '', certificate = ''] = await Promise.all(
      paths.map((path) => readFile(resolve(dirname(file), path), 'utf8')),
    );
    const keyRing = createKeyRing([
      { id: String(id), kind: 'public-key', publicKey: readVerifyingKey(certificate, 'certs').publicKey },
    ]);
    const client = {
      ...sandbox,
      credentials: { ...sandbox.credentials, privateKey: readPrivateKey(privateKey, 'key'), keyRing },
    };
    const { headers, body, status } = await get(client, 'nothing');
    expect(status).toBe(404);
    expect(verifyResponse({ headers, body, keyRing, now: Date.now() }).ok).toBe(true);
  });

  it('names the platform certificate in certificate mode', async () => {
    const sandbox = await start({ dataDir: await dataDirLike(shared), mode: 'certificate' });
    const { certs } = JSON.parse(await readFile(String(sandbox.configFile), 'utf8'));
    expect(certs).toEqual({ [String(sandbox.credentials.keyRing.ids[0])]: '../platform/platform_cert.pem' });
  });

  it('says what the config property says', async () => {
    const sandbox = await start({ dataDir: await dataDirLike(shared) });
    const file = String(sandbox.configFile);
    const { privateKey, certs, ...rest } = JSON.parse(await readFile(file, 'utf8'));
    const [[id = '', path] = []] = Object.entries(certs);
    expect(sandbox.config).toEqual({
      ...rest,
      privateKey: resolve(dirname(file), privateKey),
      certs: { [id]: resolve(dirname(file), String(path)) },
    });
  });

  it('of a second sandbox over the same data leaves the first one alone', async () => {
    const dataDir = await dataDirLike(shared);
    const first = await start({ dataDir });
    const before = await readFile(String(first.configFile), 'utf8');
    const second = await start({ dataDir });
    expect(JSON.parse(await readFile(String(second.configFile), 'utf8')).baseUrl).toBe(second.url);
    expect(await readFile(String(first.configFile), 'utf8')).toBe(before);
    await second.close();
    expect(existsSync(String(second.configFile))).toBe(false);
    expect(await readFile(String(first.configFile), 'utf8')).toBe(before);
  });

  it('is not written when nobody wants it', async () => {
    const dataDir = await dataDirLike(shared);
    const sandbox = await start({ dataDir, writeConfig: false });
    expect(sandbox.configFile).toBeUndefined();
    expect((await readdir(dataDir)).sort()).toEqual(['keys', 'orders', 'platform']);
    expect((await get(sandbox, 'nothing')).status).toBe(404);
  });

  it('goes with the sandbox, and what lies beside it stays', async () => {
    const dataDir = await dataDirLike(shared);
    const sandbox = await start({ dataDir });
    const folder = dirname(String(sandbox.configFile));
    await writeFile(join(folder, 'mine.txt'), '');
    await sandbox.close();
    expect(await readdir(folder)).toEqual(['mine.txt']);
  });
});

describe('starting', () => {
  it('listens on the loopback address by default, and on the port and host that are given', async () => {
    const dataDir = await dataDirLike(shared);
    const first = await start({ dataDir });
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const port = Number(new URL(first.url).port);
    await first.close();
    const second = await start({ dataDir, host: '127.0.0.2', port });
    expect(second.url).toBe(`http://127.0.0.2:${port}`);
    expect((await get(second, 'nothing')).status).toBe(404);
  });

  it('on every address is reached under the loopback one', async () => {
    const sandbox = await start({ dataDir: await dataDirLike(shared), host: '0.0.0.0' });
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await get(sandbox, 'nothing')).status).toBe(404);
  });

  it('on a port that is taken is a usage error that names it, and leaves nothing behind', async () => {
    const dataDir = await dataDirLike(shared);
    const first = await start({ dataDir });
    const port = Number(new URL(first.url).port);
    const temporary = await temporaryFolder();
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const starting = startSandbox({ dataDir: ':memory:', port });
    await expect(starting).rejects.toThrow(UsageError);
    await expect(starting).rejects.toThrow(`port ${port} of 127.0.0.1`);
    expect(await readdir(temporary)).toEqual([]);
    expect((await get(first, 'nothing')).status).toBe(404);
  });

  it('in a folder that cannot be made is an error that names it', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const starting = startSandbox({ dataDir: join(file, 'data') });
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow(join(file, 'data'));
  });

  it('over data that stand in the way is an error that names the folder', async () => {
    const dataDir = await temporaryFolder();
    await writeFile(join(dataDir, 'keys'), '');
    const starting = startSandbox({ dataDir });
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow(`cannot keep its data in ${dataDir}`);
    expect(await readdir(dataDir)).toEqual(expect.not.arrayContaining([expect.stringContaining('draft')]));
  });

  it('that cannot write the configuration stops listening', async () => {
    const dataDir = await dataDirLike(shared);
    const first = await start({ dataDir });
    const port = Number(new URL(first.url).port);
    await first.close();
    const obstacle = join(dataDir, `127.0.0.1-${port}`, '.wechatpayrc.json');
    await mkdir(obstacle, { recursive: true });
    const starting = startSandbox({ dataDir, port });
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow(dataDir);
    await rm(obstacle, { recursive: true });
    expect((await get(await start({ dataDir, port }), 'nothing')).status).toBe(404);
  });

  it('without a seed takes one, which repeats the run', async () => {
    const dataDir = await dataDirLike(shared);
    const faults = [{ name: '429', probability: 0.5 }] as const;
    const statuses = async (sandbox: Sandbox) => {
      const found: number[] = [];
      for (let i = 0; i < 20; i += 1) found.push((await get(sandbox, 'nothing')).status);
      return found;
    };
    const first = await start({ dataDir, faults });
    const again = await start({ dataDir, faults, seed: first.seed });
    expect(await statuses(again)).toEqual(await statuses(first));
  });
});

describe('closing', () => {
  it('ends connections at once: idle ones, unanswered ones, and slow ones', async () => {
    const sandbox = await start({ dataDir: await dataDirLike(shared) });
    const idle = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    idle.on('error', () => {});
    await once(idle, 'connect');
    sandbox.queueFaults(['timeout', 'slow']);
    const unanswered = get(sandbox, 'nothing').then(
      () => 'answered',
      () => 'ended',
    );
    await expect.poll(() => sandbox.requests().length).toBe(1);
    const slow = call(sandbox, { target: '/v3/certificates' }).then(
      () => 'answered',
      () => 'ended',
    );
    await expect.poll(() => sandbox.requests().filter(({ status }) => status === 404).length).toBe(1);
    const start_ = Date.now();
    await sandbox.close();
    expect(Date.now() - start_).toBeLessThan(500);
    expect(await Promise.all([unanswered, slow])).toEqual(['ended', 'ended']);
    expect(await codeAfterClose(sandbox)).toBe('ECONNREFUSED');
    idle.destroy();
  });

  it('leaves no timer behind that would keep the process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const sandbox = await start({ dataDir: await dataDirLike(shared), latency: [60_000, 60_000] });
    const before = timers();
    const held = get(sandbox, 'nothing').then(
      () => 'answered',
      () => 'ended',
    );
    while (timers() === before) await setImmediate();
    await sandbox.close();
    expect(await held).toBe('ended');
    expect(timers()).toBe(before);
  });

  it('can be done twice', async () => {
    const sandbox = await start({ dataDir: await dataDirLike(shared) });
    await Promise.all([sandbox.close(), sandbox.close()]);
    await sandbox.close();
  });

  it('removes everything of a sandbox in memory, which keeps no orders on disk', async () => {
    const sandbox = await start({ dataDir: ':memory:' });
    const body = orderBody();
    await post(sandbox, body);
    expect((await get(sandbox, body.out_order_no)).status).toBe(200);
    const folder = dirname(dirname(sandbox.config.privateKey));
    expect(await readdir(folder)).toContain('keys');
    expect(await readdir(folder)).not.toContain('orders');
    await sandbox.close();
    expect(existsSync(folder)).toBe(false);
  });

  it('leaves keys and orders in a folder', async () => {
    const dataDir = await dataDirLike(shared);
    const sandbox = await start({ dataDir });
    await post(sandbox, orderBody());
    await sandbox.close();
    expect(existsSync(sandbox.config.privateKey)).toBe(true);
    expect(await readdir(join(dataDir, 'orders'))).toHaveLength(1);
  });

  it('a client that leaves in the middle of its request does no harm', async () => {
    const sandbox = await start({ dataDir: await dataDirLike(shared) });
    const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    socket.destroy();
    expect((await get(sandbox, 'nothing')).status).toBe(404);
  });
});

const codeAfterClose = async (sandbox: Sandbox): Promise<unknown> => {
  try {
    await get(sandbox, 'nothing');
    return 'answered';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};
