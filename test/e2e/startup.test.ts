import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

/** Start-up time is measured by `npm run bench:startup`; here is what it rests on, without a clock. */
describe('a command loads only what it runs', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let env: Record<string, string>;
  beforeAll(async () => {
    machine = await freshMachine();
    sandbox = await machine.startSandbox(['--data', ':memory:']);
    const spy = join(machine.home, 'spy.cjs');
    await writeFile(
      spy,
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(machine.home, 'loaded'))}, Object.keys(require.cache).join('\\n')))`,
    );
    env = { NODE_OPTIONS: `--require=${spy}` };
  });
  afterAll(() => machine.dispose());

  const loaded = async (...args: string[]): Promise<string[]> => {
    const { code } = await machine.run(args, { env });
    expect(code).toBe(0);
    const files = await readFile(join(machine.home, 'loaded'), 'utf8');
    return files.split('\n').map((file) => basename(file).replace(/-[\w-]{8}\.cjs$/, ''));
  };

  it('--version: nothing but itself', async () => {
    expect((await loaded('--version')).toSorted()).toEqual(['package.json', 'spy.cjs', 'wxpay.cjs']);
  });

  it('--help: neither got nor zod, nor any command', async () => {
    const files = await loaded('--help');
    for (const name of ['session', 'schemas', 'table', 'create', 'source', 'search']) expect(files).not.toContain(name);
  });

  it('create --json with a JSON configuration: no YAML, no table, no colours, no sandbox, no proxy', async () => {
    const files = await loaded('insurance', 'create', '--openid', 'o1', '--json', '--config', sandbox.config);
    expect(files).toContain('create');
    for (const name of ['js-yaml', 'table', 'source', 'hpagent', 'sandbox']) expect(files).not.toContain(name);
  });

  it('a YAML configuration: js-yaml as well', async () => {
    const folder = join(machine.home, 'yaml');
    await mkdir(folder);
    const config: Record<string, unknown> = JSON.parse(await readFile(sandbox.config, 'utf8'));
    const absolute = JSON.stringify(config).replaceAll('../', `${join(sandbox.config, '..', '..')}/`);
    const lines = Object.entries(JSON.parse(absolute)).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    await writeFile(join(folder, '.wechatpayrc.yaml'), lines.join('\n'), { mode: 0o600 });
    const files = await loaded('insurance', 'create', '--openid', 'o1', '-c', join(folder, '.wechatpayrc.yaml'));
    expect(files).toContain('js-yaml');
    expect(files).toContain('table');
  });
});
