import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine } from './wxpay.js';

/** Well above what a run takes on a busy machine, far below what these files took: minutes, gigabytes, or no end. */
const SOON_MS = 8000;

describe('a configuration file', () => {
  let machine: Machine;
  let project: string;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    project = join(machine.home, 'project');
  });
  afterEach(() => rm(project, { recursive: true, force: true }));
  afterAll(() => machine.dispose());

  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    await mkdir(project, { recursive: true });
    await writeFile(join(project, name), content, { mode: 0o600 });
    return join(project, name);
  };
  const run = async (args: readonly string[] = [], env: Record<string, string> = {}) => {
    await mkdir(project, { recursive: true });
    const start = performance.now();
    const result = await machine.run(['insurance', 'get', 'x1', ...args], { cwd: project, env });
    expect(performance.now() - start).toBeLessThan(SOON_MS);
    return result;
  };
  const expectRefused = async (words: string | RegExp, args?: readonly string[], env?: Record<string, string>) => {
    const { code, stdout, stderr } = await run(args, env);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(words);
    return stderr;
  };

  const bomb = [
    'a0: &a0 {x: y}',
    ...Array.from({ length: 25 }, (_, at) => `a${at + 1}: &a${at + 1} {l: *a${at}, r: *a${at}}`),
  ].join('\n');

  it.each([
    ['aliases that multiply', bomb, 'more than 20000 values'],
    ['an alias of itself', 'a: &a {b: *a}', 'more than 20000 values or 100 levels'],
    ['a list of itself', 'a: &a [*a, *a]', 'more than 20000 values or 100 levels'],
    ['deep YAML', `a: ${'['.repeat(5000)}`, 'not valid YAML: nesting exceeded maxDepth'],
    [
      'YAML that is deep by its indentation',
      Array.from({ length: 900 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
      'not valid YAML',
    ],
    [
      'merge keys that multiply',
      `a: &a {${Array.from({ length: 2000 }, (_, at) => `k${at}: 1`).join(', ')}}\nb: {<<: [${Array(500).fill('*a').join(', ')}]}`,
      'not valid YAML',
    ],
    ['deep JSON', `{"a": ${'['.repeat(50_000)}`, 'nested deeper than 100 levels'],
    ['a key twice in JSON', '{"mchid": "1900000001", "mchid": "1900000002"}', 'the key "mchid" stands twice'],
    ['more than 1 MiB', `mchid: "1900000001" #${'x'.repeat(1024 * 1024)}`, 'more than 1048576 bytes'],
  ])('with %s is refused soon, found or named', async (_, content, problem) => {
    const file = await write('.wechatpayrc', content);
    await expectRefused(problem);
    await expectRefused(problem, ['--config', file]);
  });

  describe.skipIf(process.platform === 'win32')('that is not a file', () => {
    it.each([
      ['a pipe', (path: string) => execFileSync('mkfifo', [path]), 'expected a file, found a pipe'],
      ['a folder', (path: string) => mkdir(path), 'expected a file, found a folder'],
      ['a device', (path: string) => symlink('/dev/zero', path), 'expected a file, found a device'],
      ['a circle of links', (path: string) => symlink(path, path), 'links lead in a circle'],
    ])('but %s is refused soon, found or named, and as a key', async (_, make, problem) => {
      await mkdir(project, { recursive: true });
      const path = join(project, '.wechatpayrc');
      await make(path);
      await expectRefused(problem);
      await expectRefused(problem, ['--config', path]);
      const env = {
        WECHATPAY_MCHID: '1900000009',
        WECHATPAY_SERIAL: 'AB',
        WECHATPAY_PRIVATE_KEY: path,
        WECHATPAY_PUBLIC_KEY: path,
        WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_1',
      };
      await rm(path, { recursive: true });
      await make(join(project, 'key'));
      await expectRefused(problem, [], { ...env, WECHATPAY_PRIVATE_KEY: join(project, 'key') });
    });

    it('a package.json that is none is passed over', async () => {
      await mkdir(project, { recursive: true });
      execFileSync('mkfifo', [join(project, 'package.json')]);
      await expectRefused('missing: mchid');
    });

    it('may be a pipe that the shell has opened', async () => {
      const script = `exec "$0" "$1" insurance get x1 --config <(echo 'mchid: "190000000x"')`;
      const { stderr } = spawnSync('bash', ['-c', script, process.execPath, BIN], {
        encoding: 'utf8',
        env: { HOME: machine.home },
      });
      expect(stderr).toMatch(/\/dev\/fd\/\d+: mchid: expected a merchant number/);
    });
  });

  describe('named by a variable', () => {
    const PEM = '-----BEGIN PRIVATE KEY-----\nMIIEhunter2\n-----END PRIVATE KEY-----';
    it.each([
      ['a PEM', PEM],
      ['a PEM on one line', PEM.replaceAll('\n', '\\n')],
      ['base64', `${'MIIEhunter2'.repeat(40)}==`],
      ['JSON', '{"apiv3Key": "hunter2"}'],
      ['a word that is no path', 'hunter2hunter2hunter2hunter2hunt'],
    ])('with %s in the place of its path or of a profile: nothing of it is shown', async (_, value) => {
      const problem = `WECHATPAY_CONFIG: expected the path of a file, found ${value.length} characters`;
      expect(await expectRefused(problem, [], { WECHATPAY_CONFIG: value })).not.toContain('hunter2');
      await write('.wechatpayrc', 'mchid: "1900000001"');
      expect(await expectRefused('unknown profile', [], { WECHATPAY_PROFILE: value })).not.toContain('hunter2');
    });
  });

  it.each(['0114232134912410000000000000', '51570925412345678901', '5157092541234567E3', '0x5157'])(
    'with a number in the place of the id of a key is told to have quotes: %s',
    async (id) => {
      const env = {
        WECHATPAY_MCHID: '1900000009',
        WECHATPAY_SERIAL: 'AB',
        WECHATPAY_PRIVATE_KEY: generateKeyPairSync('rsa', { modulusLength: 2048 })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
      };
      await write(
        'pub_key.pem',
        generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }),
      );
      await write('.wechatpayrc.yaml', `certs: {${id}: ./pub_key.pem}`);
      await expectRefused('this serial number was read as a number', [], env);
    },
  );

  it.each([
    ['serial: 0123456789', 'serial'],
    ['serial: 51570925412345678901', 'serial'],
    ['serial: 5157092541234567E3', 'serial'],
    ['mchid: 0190000001', 'mchid'],
    ['insurance: {serviceId: 500001}', 'insurance.serviceId'],
  ])('with a number that was meant as text is told to have quotes: %s', async (content, key) => {
    await write('.wechatpayrc.yaml', content);
    await expectRefused(`${key}: expected a string, found a number: put quotes around it`);
  });
});
