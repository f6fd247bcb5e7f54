import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine, type RunningSandbox, sandboxRequests } from './wxpay.js';

const ORDERS = '/v3/hire-power-bank/insurance-orders';

describe('a request whose signature is made elsewhere', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  /** As that of the sandbox, and without any private key. */
  let config: string;
  let key: string;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    const data = join(machine.home, 'sandbox');
    sandbox = await machine.startSandbox(['--data', data]);
    const { privateKey, ...rest } = JSON.parse(readFileSync(sandbox.config, 'utf8'));
    key = join(dirname(sandbox.config), privateKey);
    config = join(dirname(sandbox.config), 'no-key.json');
    writeFileSync(config, JSON.stringify(rest), { mode: 0o600 });
  });
  afterAll(() => machine.dispose());

  const body = (number: string) =>
    JSON.stringify({ out_order_no: number, openid: 'o1', notify_url: 'https://example.com/n' });
  const request = (number: string, ...args: string[]) =>
    machine.run(['request', 'post', ORDERS, '--data', body(number), '--config', config, ...args]);
  const sign = (message: string): string =>
    execFileSync('openssl', ['dgst', '-sha256', '-sign', key], { input: message }).toString('base64');

  it('is shown as the message to sign, with the call that sends it, and then sent once', async () => {
    const before = (await sandboxRequests(sandbox)).length;
    const shown = await request('elsewhere-1', '--message');
    expect(shown.code).toBe(0);
    const [, timestamp = '', nonce = ''] =
      /--timestamp (\d{10}) --nonce (\w{32}) --signature "\$SIGNATURE"/.exec(shown.stderr) ?? [];
    expect(shown.stdout).toBe(`POST\n${ORDERS}\n${timestamp}\n${nonce}\n${body('elsewhere-1')}\n`);
    expect(await sandboxRequests(sandbox)).toHaveLength(before);

    const stamp = ['--timestamp', timestamp, '--nonce', nonce];
    const sent = await request('elsewhere-1', ...stamp, '--signature', sign(shown.stdout), '--quiet');
    expect({ code: sent.code, stderr: sent.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(sent.stdout)).toMatchObject({ out_order_no: 'elsewhere-1' });
    expect(await sandboxRequests(sandbox)).toHaveLength(before + 1);
  });

  it('is shown as JSON, for a time and a nonce that are given', async () => {
    const stamp = ['--timestamp', '1700000000', '--nonce', 'N1'];
    const { stdout } = await request('elsewhere-2', '--message', '--json', ...stamp);
    const message = `POST\n${ORDERS}\n1700000000\nN1\n${body('elsewhere-2')}\n`;
    expect(JSON.parse(stdout)).toEqual({ timestamp: 1700000000, nonce: 'N1', message });
  });

  it('is refused by WeChat Pay when something else was signed', async () => {
    const stamp = ['--timestamp', String(Math.floor(Date.now() / 1000)), '--nonce', 'N2'];
    const { code, stderr } = await request('elsewhere-3', ...stamp, '--signature', sign('something else'));
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('SIGN_ERROR') });
  });

  it('is not even sent then, where the certificate is configured', async () => {
    const folder = dirname(sandbox.config);
    const pem = join(folder, 'own-cert.pem');
    execFileSync('openssl', ['req', '-x509', '-new', '-key', key, '-subj', '/CN=m', '-days', '9', '-out', pem]);
    const { serial: _, ...rest } = JSON.parse(readFileSync(config, 'utf8'));
    const certified = join(folder, 'certified.json');
    writeFileSync(certified, JSON.stringify({ ...rest, certificate: 'own-cert.pem' }), { mode: 0o600 });
    const before = (await sandboxRequests(sandbox)).length;
    const args = ['request', 'post', ORDERS, '--data', body('elsewhere-4'), '--config', certified, '--json'];
    const stamp = ['--timestamp', '1700000000', '--nonce', 'N3'];
    const { code, stderr } = await machine.run([...args, ...stamp, '--signature', sign('something else')]);
    expect({ code, error: JSON.parse(stderr).error.code }).toEqual({ code: 2, error: 'BAD_SIGNATURE' });
    expect(await sandboxRequests(sandbox)).toHaveLength(before);
  });

  it.each([
    [['--message', '--signature', 'AA'], 'CONFLICTING_OPTIONS'],
    [['--signature', 'AA'], 'CONFLICTING_OPTIONS'],
    [['--message', '--nonce', 'A'], 'CONFLICTING_OPTIONS'],
    [['--message', '--nonce', 'a b', '--timestamp', '1700000000'], 'USAGE'],
    [['--message', '--nonce', 'A', '--timestamp', 'now'], 'USAGE'],
  ])('is a usage error with %j', async (args, code) => {
    const run = await request('elsewhere-5', ...args, '--json');
    expect({ code: run.code, error: JSON.parse(run.stderr).error.code }).toEqual({ code: 2, error: code });
  });
});
