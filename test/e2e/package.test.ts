import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { freshMachine, sandboxRequests } from './wxpay.js';

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The example of README, as a user would paste it. */
const readmeBlock = async (mark: string): Promise<string> => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, block] = readme.split(`<!-- ${mark} -->\n\`\`\`ts\n`)[1]?.match(/^([\s\S]*?)\n```/) ?? [];
  if (block === undefined) throw new Error(`README has no example ${mark}`);
  return block;
};

describe('the package, packed and installed into an empty project', () => {
  let home: string;
  const run = (command: string, args: string[]) =>
    execute(command, args, { cwd: home, env: { ...process.env, HOME: home } });

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'wxpay-package-'));
    // As the release does it; on a copy, since the scripts are gone afterwards.
    const staged = join(home, 'staged');
    for (const part of [...manifest.files, 'package.json', 'README.md', 'LICENSE']) {
      await cp(join(ROOT, part), join(staged, part), { recursive: true });
    }
    await execute('npm', ['run', 'strip'], { cwd: staged });
    const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', home], { cwd: staged });
    await rm(staged, { recursive: true });
    const packed: { filename: string }[] = JSON.parse(stdout);
    await writeFile(join(home, 'package.json'), '{"type": "module", "private": true}');
    const { typescript, '@types/node': node } = manifest.devDependencies;
    const packages = [`./${packed[0]?.filename}`, `typescript@${typescript}`, `@types/node@${node}`];
    await run('npm', ['install', '--no-audit', '--no-fund', ...packages]);
  }, 180_000);
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('runs the six forms of the README against a sandbox', async () => {
    await writeFile(join(home, 'six.ts'), await readmeBlock('six forms'));
    await writeFile(
      join(home, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { strict: true, skipLibCheck: false, module: 'nodenext', target: 'es2023', types: ['node'] },
      }),
    );
    await writeFile(join(home, 'protocol.ts'), await readmeBlock('protocol'));
    await writeFile(
      join(home, 'own-path.ts'),
      `import type { CommonOptions, WechatPay } from 'wxpay-cli';
       declare module 'wxpay-cli' {
         interface Routes { 'v3/thing/{id}': { get: { options: CommonOptions & { id: string }; data: { size: number } } } }
       }
       export const sizeOf = async (wxpay: WechatPay): Promise<number> =>
         (await wxpay.v3.thing._id_.get({ id: '1' })).data.size;`,
    );
    await run('npx', ['tsc']);
    const machine = await freshMachine();
    const sandbox = await machine.startSandbox();
    const env = { ...process.env, WECHATPAY_CONFIG: sandbox.config };
    const { stdout } = await execute(process.execPath, ['six.js'], { cwd: home, env });
    expect(stdout.match(/openid: '2323dfsdf342342'/g)).toHaveLength(6);
    expect(stdout.match(/order_id: '/g)).toHaveLength(6);
    expect((await sandboxRequests(sandbox)).map(({ method }) => method)).toEqual(
      Array.from({ length: 6 }, () => 'POST'),
    );
    await machine.dispose();
  }, 60_000);

  it('runs the protocol functions of the README', async () => {
    const machine = await freshMachine();
    const sandbox = await machine.startSandbox(['--mode', 'certificate', '--data', ':memory:']);
    const { certs }: { certs: Record<string, string> } = JSON.parse(await readFile(sandbox.config, 'utf8'));
    const [serial = '', file = ''] = Object.entries(certs)[0] ?? [];
    await copyFile(resolve(dirname(sandbox.config), file), join(home, 'apiclient_cert.pem'));
    await machine.dispose();
    const { stdout } = await run(process.execPath, ['protocol.js']);
    expect(stdout).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="593B/);
    expect(stdout).toContain("{ ok: true, serial: 'PUB_KEY_ID_0114232134912410000000000000' }");
    expect(stdout).toContain('{"order_receive_state":"RECEIVED"}');
    expect(stdout.trimEnd().endsWith(serial)).toBe(true);
  });

  it('runs nothing when it is installed, and brings no list of what it was built with', async () => {
    const installed: Record<string, unknown> = JSON.parse(
      await readFile(join(home, 'node_modules', 'wxpay-cli', 'package.json'), 'utf8'),
    );
    expect(Object.keys(installed)).not.toContain('scripts');
    expect(Object.keys(installed)).not.toContain('devDependencies');
    expect(installed['bin']).toEqual(manifest.bin);
  });

  it('brings a command that runs', async () => {
    expect((await run('npx', ['wxpay', '--version'])).stdout).toBe(`${manifest.version}\n`);
    const { stdout } = await run('npx', [
      'wxpay',
      'insurance',
      'create',
      '--sandbox',
      '--openid',
      'o1',
      '--field',
      'openid',
    ]);
    expect(stdout).toBe('o1\n');
  });

  it('can be required from CommonJS where Node can do that', async () => {
    await mkdir(join(home, 'cjs'), { recursive: true });
    await writeFile(join(home, 'cjs', 'package.json'), '{"type": "commonjs"}');
    await writeFile(
      join(home, 'cjs', 'main.js'),
      "console.log(typeof require('wxpay-cli').createClient, typeof require('wxpay-cli/sandbox').startSandbox)",
    );
    const { stdout } = await run(process.execPath, ['cjs/main.js']);
    expect(stdout).toBe('function function\n');
  });

  it('holds what it should and nothing else', async () => {
    const { stdout } = await execute('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT });
    const [packed]: { files: { path: string }[] }[] = JSON.parse(stdout);
    const paths = packed?.files.map(({ path }) => path) ?? [];
    for (const path of [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      '.wechatpayrc.example',
      'bin/wxpay.cjs',
      'dist/index.js',
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => /^(?:src|test|\.ci|\.github)\//.test(path))).toEqual([]);
    // Neither compiled code, which nobody can review, nor the paths of the machine that built it.
    expect(paths.filter((path) => /\.(?:bin|map)$/.test(path))).toEqual([]);
  });
});
