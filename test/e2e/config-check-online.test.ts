import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../config/keys.js';
import { freshMachine, type Machine, type RunningSandbox, sandboxRequests } from './wxpay.js';

interface Check {
  name: string;
  status: 'ok' | 'warn' | 'fail';
  message: string;
}

describe('wxpay config check', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  const servers: Server[] = [];
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    sandbox = await machine.startSandbox();
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  afterAll(() => machine.dispose());

  const listen = async (answer: RequestListener): Promise<string> => {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const isPort = (found: typeof address): found is AddressInfo => typeof found === 'object' && found !== null;
    return `http://127.0.0.1:${isPort(address) ? address.port : 0}`;
  };

  let count = 0;
  /** The configuration of a sandbox with other values, beside it, so that its paths hold. */
  const changed = async ({ config }: RunningSandbox, values: Record<string, unknown>): Promise<string> => {
    count += 1;
    const file = join(dirname(config), `changed-${count}.json`);
    const before: Record<string, unknown> = JSON.parse(await readFile(config, 'utf8'));
    await writeFile(file, JSON.stringify({ ...before, ...values }), { mode: 0o600 });
    return file;
  };
  const check = async (file: string, args: readonly string[] = []) => {
    const { code, stdout, stderr } = await machine.run(['config', 'check', '--json', '-c', file, ...args]);
    expect(stderr).toBe('');
    const { ok, checks }: { ok: boolean; checks: Check[] } = JSON.parse(stdout);
    expect(code).toBe(ok ? 0 : 3);
    return (name: string, status: Check['status']) =>
      checks
        .filter((one) => one.name === name && one.status === status)
        .map(({ message }) => message)
        .join('\n');
  };

  it('finds merchant, serial and key accepted, with one call that changes nothing', async () => {
    const before = (await sandboxRequests(sandbox)).length;
    const of = await check(sandbox.config);
    expect(of('baseUrl', 'ok')).toMatch(/reached in \d+ ms/);
    expect(of('clock', 'ok')).toContain('agrees');
    expect(of('call', 'ok')).toContain('this merchant has a public key and no platform certificates');
    const sent = (await sandboxRequests(sandbox)).slice(before);
    expect(sent.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET /v3/certificates']);
  });

  it('tells a merchant with platform certificates apart, and tries the APIv3 key', async () => {
    const other = await machine.startSandbox(['--mode', 'certificate', '--data', join(machine.home, 'certificates')]);
    const of = await check(other.config);
    expect(of('call', 'ok')).toContain('this merchant has platform certificates');
    expect(of('apiv3Key', 'ok')).toContain("decrypts WeChat Pay's response");
    const wrong = await check(await changed(other, { apiv3Key: 'x'.repeat(32) }));
    expect(wrong('apiv3Key', 'fail')).not.toBe('');
  });

  it('tells that the switch to the public key is not opened yet', async () => {
    const data = join(machine.home, 'switch');
    const other = await machine.startSandbox(['--key-switch', 'closed', '--data', data]);
    const certs: Record<string, string> = JSON.parse(await readFile(other.config, 'utf8')).certs;
    const onlyPublicKey = Object.fromEntries(Object.entries(certs).filter(([id]) => id.startsWith('PUB_KEY_ID_')));
    expect(onlyPublicKey).not.toEqual({});
    const of = await check(await changed(other, { certs: onlyPublicKey }));
    expect(of('call', 'fail')).toMatch(/still signs with the platform certificate [0-9A-F]{40}.*not opened yet/);
  });

  it('finds a serial that WeChat Pay does not know, and a public key that is not its own', async () => {
    const serial = await check(await changed(sandbox, { serial: '7777B6A45ACD588826D15E583A95F5DD4E2F1A0B' }));
    expect(serial('call', 'fail')).toContain('401');
    const certs: Record<string, string> = JSON.parse(await readFile(sandbox.config, 'utf8')).certs;
    const other = createKey().publicKey;
    const key = await check(
      await changed(sandbox, { certs: Object.fromEntries(Object.keys(certs).map((id) => [id, other])) }),
    );
    expect(key('call', 'fail')).toContain('its response does not verify');
  });

  it('finds a host that cannot be reached, and says nothing of what it could not ask', async () => {
    const baseUrl = await listen(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const of = await check(await changed(sandbox, { baseUrl }));
    expect(of('baseUrl', 'fail')).toContain('nothing is listening there');
    expect(of('call', 'ok') + of('call', 'fail') + of('clock', 'ok')).toBe('');
  });

  it('finds a clock that is ten minutes off', async () => {
    const baseUrl = await listen((_, response) => {
      response.writeHead(401, { Date: new Date(Date.now() + 600_000).toUTCString() });
      response.end('{"code":"SIGN_ERROR","message":"x"}');
    });
    const of = await check(await changed(sandbox, { baseUrl }));
    expect(of('clock', 'fail')).toMatch(/clock is (?:599|60\d) s behind/);
  });

  it('sends nothing with --offline, and nothing with keys that have failed', async () => {
    let requests = 0;
    const baseUrl = await listen((_, response) => {
      requests += 1;
      response.end();
    });
    await check(await changed(sandbox, { baseUrl }), ['--offline']);
    const of = await check(await changed(sandbox, { baseUrl, privateKey: './gone.pem' }));
    expect(of('online', 'warn')).toContain('not made');
    expect(requests).toBe(0);
  });

  it.each([
    ['refuses it', 401, 'ok', 'refuses a notification that does not verify (401)'],
    ['takes it', 204, 'fail', 'takes a notification that does not verify (204)'],
    ['redirects', 302, 'fail', 'redirect (302)'],
    ['is not there', 404, 'warn', 'is this the path of the handler?'],
  ] as const)('sends a forged notification to a handler that %s', async (_, status, result, message) => {
    const seen: (string | undefined)[] = [];
    const url = await listen((request, response) => {
      seen.push(request.method, String(request.headers['wechatpay-serial']));
      response.writeHead(status, { Location: '/elsewhere' }).end();
    });
    const of = await check(sandbox.config, ['--notify-url', `${url}/notify`]);
    expect(of('--notify-url', result)).toContain(message);
    expect(seen).toEqual(['POST', expect.stringMatching(/^PUB_KEY_ID_/)]);
  });

  it('finds a notification URL with a query string, and one where nothing listens', async () => {
    const url = await listen(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect((await check(sandbox.config, ['--notify-url', `${url}/?a=1`]))('--notify-url', 'fail')).toContain('query');
    expect((await check(sandbox.config, ['--notify-url', url]))('--notify-url', 'fail')).toContain('no response');
  });

  it('asks a handler through the proxy in use, as every other host', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = await listen(() => {});
    servers.at(-1)?.on('connect', ({ url }, socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const file = await changed(sandbox, { proxy });
    const of = await check(file, ['--notify-url', 'https://shop.example.net/notify']);
    expect(of('--notify-url', 'fail')).toContain('no response: the proxy: it responded to CONNECT with 403');
    expect(asked).toEqual(['shop.example.net:443']);
  });
});
