import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasTerminal, KEYS, runOnTerminal } from './terminal.js';
import { freshMachine, type Machine } from './wxpay.js';

const ORDERS = '/v3/hire-power-bank/insurance-orders';
const ORDER = JSON.stringify({ out_order_no: 'n1', openid: 'o1', notify_url: 'https://shop.weixin.qq.com/n' });

describe('a configuration with guard: true', () => {
  let machine: Machine;
  let proxy: Server;
  let env: Record<string, string>;
  let asked = 0;
  let config: string;
  let rows: string;
  const configWith = (name: string, more: object): string => {
    const file = join(machine.home, name);
    const [privateKey, certificate, publicKey] = ['key.pem', 'cert.pem', 'pub.pem'];
    const settings = {
      ...{ mchid: '1900000009', privateKey, certificate, certs: { PUB_KEY_ID_9: publicKey } },
      ...{ insurance: { notifyUrl: 'https://shop.weixin.qq.com/n' }, ...more },
    };
    writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
    return file;
  };
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    const inHome = { cwd: machine.home, stdio: 'ignore' } as const;
    const subject = ['-subj', '/CN=1900000009', '-days', '400'];
    const pair = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem'];
    execFileSync('openssl', ['req', '-x509', ...pair, ...subject], inHome);
    execFileSync('openssl', ['genrsa', '-out', 'other.pem', '2048'], inHome);
    execFileSync('openssl', ['rsa', '-in', 'other.pem', '-pubout', '-out', 'pub.pem'], inHome);
    execFileSync('chmod', ['600', 'key.pem', 'other.pem'], inHome);
    // Nothing of a test reaches a live host: whatever tries to is counted here.
    proxy = createServer().on('connect', (_, socket) => {
      asked += 1;
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    const address = proxy.address();
    env = { HTTPS_PROXY: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` };
    config = configWith('guarded.json', { guard: true });
    rows = join(machine.home, 'rows.csv');
    writeFileSync(rows, 'openid\no1\no2\n');
  });
  afterAll(async () => {
    proxy.close();
    await machine.dispose();
  });

  const CALLS: readonly (readonly [string, () => string[]])[] = [
    ['create', () => ['insurance', 'create', '--openid', 'o1']],
    ['batch', () => ['insurance', 'batch', rows, '--results', join(machine.home, 'results.ndjson')]],
    ['request', () => ['request', 'post', ORDERS, '--data', ORDER]],
  ];

  it.each(CALLS)('lets %s send nothing without a terminal, and tells the call that would', async (_, call) => {
    const before = asked;
    const args = ['--config', config, ...call(), '--retries', '0', '--json'];
    const { code, stdout, stderr } = await machine.run(args, { env });
    expect({ code, stdout, asked }).toEqual({ code: 2, stdout: '', asked: before });
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({ type: 'usage', code: 'CONFIRMATION_REQUIRED' });
    expect(error.hint).toMatch(/^Nothing was sent\..*\nwxpay --config .* --json --yes$/);
    expect(existsSync(join(machine.home, 'results.ndjson'))).toBe(false);
  });

  it.each(CALLS)('lets %s send with --yes', async (_, call) => {
    const before = asked;
    await machine.run(['--config', config, ...call(), '--retries', '0', '--yes'], { env });
    expect(asked).toBeGreaterThan(before);
  });

  it('asks nothing of a dry run, of what reads, and where it is off', async () => {
    const dry = await machine.run(['--config', config, 'insurance', 'create', '--openid', 'o1', '--dry-run'], { env });
    expect(dry.code).toBe(0);
    const before = asked;
    const off = configWith('free.json', { guard: false });
    for (const args of [
      ['--config', config, 'insurance', 'get', 'n1', '--retries', '0'],
      ['--config', config, 'request', 'get', `${ORDERS}/n1`, '--retries', '0'],
      ['--config', off, 'insurance', 'create', '--openid', 'o1', '--retries', '0'],
    ]) {
      expect((await machine.run(args, { env })).stderr).toContain('PROXY_REFUSED');
    }
    expect(asked).toBe(before + 3);
  });

  it('asks nothing before a host of this machine', async () => {
    const here = configWith('here.json', { guard: true, baseUrl: 'http://127.0.0.1:1' });
    const { stderr } = await machine.run(['--config', here, 'insurance', 'create', '--openid', 'o1', '--retries', '0']);
    expect(stderr).toContain('ECONNREFUSED');
  });

  describe.skipIf(!hasTerminal)('on a terminal', () => {
    const question = 'This issues orders at WeChat Pay';
    const run = (answer: string, ...args: string[]) =>
      runOnTerminal(['--config', config, ...args, '--retries', '0'], [[question, answer]], {
        cwd: machine.home,
        env: { HOME: machine.home, ...env },
      });

    it('asks once it has said where to and how many, and sends for a yes', async () => {
      const before = asked;
      const { screen } = await run(KEYS.yes, 'insurance', 'batch', rows);
      expect(screen.indexOf('· 2 rows')).toBeGreaterThanOrEqual(0);
      expect(screen.indexOf('· 2 rows')).toBeLessThan(screen.indexOf(question));
      expect(asked).toBeGreaterThan(before);
    });

    it('sends nothing for a no, nor for Ctrl-C', async () => {
      const before = asked;
      const no = await run(KEYS.no, 'insurance', 'create', '--openid', 'o1');
      expect(no).toMatchObject({ code: 2, screen: expect.stringContaining('not confirmed; nothing was sent') });
      const stopped = await run(KEYS.ctrlC, 'insurance', 'create', '--openid', 'o1');
      expect(stopped).toMatchObject({ code: 130, screen: expect.stringContaining('nothing was sent') });
      expect(asked).toBe(before);
    });
  });
});
