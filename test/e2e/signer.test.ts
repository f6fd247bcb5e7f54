import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MerchantFacts, signerFacts } from './helpers/signer-facts.js';
import { clearFaults, freshMachine, type Machine, queueFaults, type RunningSandbox, sandboxRequests } from './wxpay.js';

const SIGNER = fileURLToPath(new URL('signer.mjs', import.meta.url));

describe('a signer in the place of the private key', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let key: string;
  let log: string;
  let facts: MerchantFacts;
  let serial: string;
  beforeAll(async () => {
    machine = await freshMachine();
    sandbox = await machine.startSandbox(['--data', join(machine.home, 'sandbox'), '--mode', 'certificate']);
    ({ facts, key, serial } = await signerFacts(machine, sandbox));
    log = join(machine.home, 'signer.log');
  });
  afterEach(async () => {
    await clearFaults(sandbox);
    await rm(log, { force: true });
  });
  afterAll(() => machine.dispose());

  const configure = async (words: readonly string[], more: object = {}): Promise<string> => {
    const file = join(machine.home, 'wxpay.json');
    const signer = { command: [process.execPath, SIGNER, key, ...words], ...more };
    await writeFile(file, JSON.stringify({ ...facts, signer }), { mode: 0o600 });
    return file;
  };
  const run = async (config: string, args: readonly string[], setup: Parameters<Machine['run']>[1] = {}) => {
    const before = (await sandboxRequests(sandbox)).length;
    const result = await machine.run(['--config', config, ...args], {
      ...setup,
      env: { SIGNER_LOG: log, ...setup.env },
    });
    return { ...result, requests: (await sandboxRequests(sandbox)).slice(before) };
  };
  const logged = async (): Promise<string[]> =>
    existsSync(log) ? (await readFile(log, 'utf8')).trimEnd().split('\n') : [];
  /** That of the programs that were started none is left. */
  const expectNoneLeft = async (): Promise<void> => {
    const pids = (await logged()).flatMap((line) => /^start (\d+)$/.exec(line)?.[1] ?? []);
    expect(pids.length).toBeGreaterThan(0);
    for (const pid of pids) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  };
  const create = ['insurance', 'create', '--openid', 'o1', '--json'];

  it('signs for create, get, request and the download of certificates', async () => {
    const config = await configure([]);
    const created = await run(config, create);
    expect(created).toMatchObject({ code: 0, stderr: '' });
    const number = String(JSON.parse(created.stdout).out_order_no);
    expect(await logged()).toContain(JSON.stringify({ version: 1, mchid: facts.mchid, serial }));
    expect(await run(config, ['insurance', 'get', number, '--json'])).toMatchObject({ code: 0 });
    expect(await run(config, ['request', 'GET', `v3/hire-power-bank/user-qualifications/o1`])).toMatchObject({
      code: 0,
    });
    const downloaded = await run(config, ['certs', 'download', '--out', join(machine.home, 'certs'), '--json']);
    expect(downloaded).toMatchObject({ code: 0 });
    await expectNoneLeft();
  });

  it('may be named by a variable, as a JSON array, and found on PATH', async () => {
    const bin = join(machine.home, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'my-signer'), `#!/bin/sh\nexec '${process.execPath}' '${SIGNER}' "$@"\n`);
    await chmod(join(bin, 'my-signer'), 0o755);
    const file = join(machine.home, 'bare.json');
    await writeFile(file, JSON.stringify(facts), { mode: 0o600 });
    const env = { PATH: `${bin}:${process.env['PATH']}`, WECHATPAY_SIGNER: JSON.stringify(['my-signer', key]) };
    expect(await run(file, create, { env })).toMatchObject({ code: 0 });
    await expectNoneLeft();
    for (const value of ['my-signer', '[]', '[""]', '["a", 1]', '{"a": 1}']) {
      const refused = await run(file, create, { env: { ...env, WECHATPAY_SIGNER: value } });
      expect(refused).toMatchObject({ code: 3, requests: [] });
      expect(JSON.parse(refused.stderr).error).toMatchObject({ code: 'CONFIG_INVALID' });
    }
  });

  it('is one program for a whole batch, asked in order', async () => {
    const config = await configure([]);
    const rows = Array.from({ length: 100 }, (_, index) => `{"openid": "o${index}"}`).join('\n');
    const args = ['insurance', 'batch', '-', '--format', 'ndjson', '--concurrency', '16', '--quiet'];
    const result = await run(config, args, { stdin: rows });
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout.trimEnd().split('\n')).toHaveLength(100);
    expect((await logged()).filter((line) => line.startsWith('start'))).toHaveLength(1);
    await expectNoneLeft();
  });

  it('signs what a dry run shows, and nothing is sent', async () => {
    const shown = await run(await configure([]), [...create, '--dry-run']);
    expect(shown).toMatchObject({ code: 0, requests: [] });
    expect(JSON.parse(shown.stdout)).toMatchObject({
      message: expect.stringMatching(/^POST\n/),
      headers: { Authorization: expect.stringMatching(/signature="[\w+/]{342}=="/) },
    });
    await expectNoneLeft();
  });

  it('has its stderr passed on, line by line, marked and safe to print', async () => {
    const config = await configure(['noisy']);
    const told = await run(config, ['insurance', 'qualification', 'o1']);
    expect(told.code).toBe(0);
    expect(told.stderr).toMatch(/^signer: signing \d+ bytes\\u\{202e\}$/m);
    const quiet = await run(config, ['insurance', 'qualification', 'o1', '--quiet']);
    expect(quiet).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['garbage', 'SIGNER_BAD_RESPONSE', 'not valid JSON'],
    ['other', 'SIGNER_BAD_RESPONSE', '{"signature": "<base64>"}'],
    ['banner', 'SIGNER_BAD_RESPONSE', 'not valid JSON'],
    ['flood', 'SIGNER_BAD_RESPONSE', '65536 characters'],
    ['error', 'SIGNER_FAILED', 'the HSM is locked\\u{1b}[2J'],
    ['die', 'SIGNER_ENDED', 'exit code 7'],
    ['die-telling', 'SIGNER_ENDED', 'PIN is wrong\\u{1b}[31m'],
    ['wrong', 'SIGNER_WRONG_SIGNATURE', 'does not verify'],
    ['hang', 'SIGNER_TIMEOUT', 'within 1 second'],
    ['deaf', 'SIGNER_TIMEOUT', 'within 1 second'],
  ])('that behaves like %s ends in %s, and nothing is sent', async (misbehaviour, code, words) => {
    const isSilent = words.startsWith('within');
    const config = await configure([misbehaviour], isSilent ? { timeout: 1 } : {});
    const result = await run(config, [...create, '--timeout', '30']);
    expect(result).toMatchObject({ code: 3, stdout: '', requests: [] });
    const { error } = JSON.parse(result.stderr);
    expect(error).toMatchObject({ type: 'config', code, out_order_no: expect.any(String) });
    expect(error.message).toContain(words);
    expect(error.message).toContain(`${config}: signer.command`);
    await expectNoneLeft();
  });

  it('that is not installed is named', async () => {
    const file = join(machine.home, 'wxpay.json');
    for (const command of [['no-such-signer'], ['./no-such-signer', 'x'], [machine.home]]) {
      await writeFile(file, JSON.stringify({ ...facts, signer: { command } }), { mode: 0o600 });
      const result = await run(file, create);
      expect(result).toMatchObject({ code: 3, requests: [] });
      expect(JSON.parse(result.stderr).error).toMatchObject({ code: 'SIGNER_NOT_STARTED' });
    }
  });

  it('that fails for a second attempt leaves an order unknown whose first may have arrived', async () => {
    await queueFaults(sandbox, 'reset-after-store');
    const result = await run(await configure(['die', '1']), [...create, '--out-order-no', 'unknown1']);
    expect(result).toMatchObject({ code: 5, stdout: '' });
    const { error } = JSON.parse(result.stderr);
    expect(error).toMatchObject({ type: 'network', code: 'SIGNER_ENDED', out_order_no: 'unknown1' });
    expect(error.message).toContain('may have been created');
    await expectNoneLeft();
  });

  it('that fails in a batch ends it with what was sent told, and the rest is sent by --resume', async () => {
    const results = join(machine.home, 'results.ndjson');
    const input = join(machine.home, 'rows.ndjson');
    await writeFile(input, Array.from({ length: 20 }, (_, index) => `{"openid": "b${index}"}`).join('\n'));
    const args = ['insurance', 'batch', input, '--results', results, '--concurrency', '1', '--quiet', '--json'];
    const failed = await run(await configure(['die', '5']), args);
    expect(failed).toMatchObject({ code: 3 });
    expect(JSON.parse(failed.stderr.trimEnd().split('\n').at(-1) ?? '').error).toMatchObject({ code: 'SIGNER_ENDED' });
    const lines = (await readFile(results, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).status)).toEqual(Array.from({ length: 5 }, () => 'created'));
    expect(await run(await configure([]), [...args, '--resume'])).toMatchObject({ code: 0 });
    expect((await readFile(results, 'utf8')).trimEnd().split('\n')).toHaveLength(20);
    await expectNoneLeft();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('is ended by %s, with the orders under way settled', async (signal) => {
    await queueFaults(sandbox, 'timeout');
    const ready = async (child: { kill: (signal: NodeJS.Signals) => unknown }): Promise<void> => {
      while (!(await logged()).some((line) => line.startsWith('{'))) await delay(20);
      child.kill(signal);
    };
    const result = await run(await configure([]), create, {
      onStart: (child) => {
        void ready(child);
      },
    });
    expect(result.code).toBe(signal === 'SIGTERM' ? 143 : 130);
    await expectNoneLeft();
  });

  it('needs the certificate, and no private key beside it', async () => {
    const file = join(machine.home, 'wxpay.json');
    const signer = { command: ['x'] };
    const { certificate: _, ...bare } = facts;
    await writeFile(file, JSON.stringify({ ...bare, serial: '01', signer }), { mode: 0o600 });
    const missing = await run(file, create);
    expect(missing).toMatchObject({ code: 3, requests: [] });
    expect(JSON.parse(missing.stderr).error).toMatchObject({
      code: 'MISSING_CREDENTIALS',
      message: expect.stringContaining('certificate'),
    });
    await writeFile(file, JSON.stringify({ ...facts, privateKey: key, signer }), { mode: 0o600 });
    const both = await run(file, create);
    expect(both).toMatchObject({ code: 3, requests: [] });
    expect(JSON.parse(both.stderr).error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('exclude each other'),
    });
    // A variable replaces what a file says, of either kind.
    expect(await run(file, create, { env: { WECHATPAY_PRIVATE_KEY: key } })).toMatchObject({ code: 0 });
  });

  it('is shown by config show and tried by config check', async () => {
    const config = await configure([]);
    const shown = await run(config, ['config', 'show', '--json']);
    expect(JSON.parse(shown.stdout).values['signer.command'].value).toEqual([process.execPath, SIGNER, key]);
    await writeFile(
      join(machine.home, 'pin.json'),
      JSON.stringify({ ...facts, signer: { command: ['p11', '--pin', 'hunter2'] } }),
      { mode: 0o600 },
    );
    const withPin = await run(join(machine.home, 'pin.json'), ['config', 'show', '--json']);
    expect(withPin.stdout).not.toContain('hunter2');
    const offline = await run(config, ['config', 'check', '--offline', '--json']);
    expect(JSON.parse(offline.stdout).checks).toContainEqual(
      expect.objectContaining({ name: 'signer.command', status: 'ok' }),
    );
    expect(await logged()).toEqual([]);
    const online = await run(config, ['config', 'check', '--json']);
    expect(
      JSON.parse(online.stdout).checks.filter(({ name }: { name: string }) => name === 'signer.command'),
    ).toHaveLength(2);
    const wrong = await run(await configure(['wrong']), ['config', 'check', '--json']);
    expect(wrong.requests).toEqual([]);
    expect(JSON.parse(wrong.stdout).checks).toContainEqual(
      expect.objectContaining({ name: 'signer.command', status: 'fail' }),
    );
    await expectNoneLeft();
  });

  it('may not be named by a file that was found by searching, nor have one say where requests go', async () => {
    const project = join(machine.home, 'work', 'project');
    await mkdir(project, { recursive: true });
    const file = join(project, '.wechatpayrc.json');
    const refused = async (content: object, env: Record<string, string> = {}) => {
      await writeFile(file, JSON.stringify(content), { mode: 0o600 });
      const result = await machine.run(create, { cwd: project, env: { SIGNER_LOG: log, ...env } });
      expect(result).toMatchObject({ code: 3, stdout: '' });
      expect(JSON.parse(result.stderr).error).toMatchObject({ code: 'UNTRUSTED_CONFIG' });
      expect(await logged()).toEqual([]);
      return String(JSON.parse(result.stderr).error.message);
    };
    const signer = { command: [process.execPath, SIGNER, key] };
    expect(await refused({ ...facts, signer })).toContain('signer.command');
    expect(await refused({ ...facts, signer: { timeout: 1 } })).toContain('signer.timeout');
    expect(await refused({ ...facts, signer }, { WECHATPAY_PRIVATE_KEY: key })).toContain('signer.command');
    expect(await refused({ profiles: { default: { ...facts, signer } } })).toContain('profiles.default.signer');
    const env = { WECHATPAY_SIGNER: JSON.stringify(signer.command) };
    expect(await refused(facts, env)).toContain('WECHATPAY_SIGNER');
  });
});
