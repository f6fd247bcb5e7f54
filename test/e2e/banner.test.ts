import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

const NUMBER = 'banner0000000001';

describe('what a command says before it sends', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let banner: string;
  let shop: string;
  beforeAll(async () => {
    machine = await freshMachine();
    sandbox = await machine.startSandbox();
    banner = `mchid ${sandbox.mchid} · sandbox · ${sandbox.url}`;
    const config: Record<string, unknown> = JSON.parse(await readFile(sandbox.config, 'utf8'));
    shop = join(dirname(sandbox.config), 'shop.json');
    await writeFile(shop, JSON.stringify({ ...config, profiles: { 'shop-a': {} } }), { mode: 0o600 });
    await machine.run(['-c', sandbox.config, 'insurance', 'create', '--openid', 'o1', '--out-order-no', NUMBER]);
  });
  afterAll(() => machine.dispose());

  const said = async (...args: string[]): Promise<string[]> => {
    const { stderr } = await machine.run(['-c', sandbox.config, ...args]);
    return stderr.split('\n').filter((line) => line.includes(sandbox.mchid));
  };

  it.each([
    ['create', ['insurance', 'create', '--openid', 'o1', '--out-order-no', NUMBER]],
    ['get', ['insurance', 'get', NUMBER]],
    ['qualification', ['insurance', 'qualification', 'o1']],
    ['watch', ['insurance', 'watch', NUMBER, '--timeout', '1']],
    ['request', ['request', 'GET', '/v3/certificates']],
    ['certs download', ['certs', 'download']],
  ])('%s names merchant, kind and host once', async (_, args) => {
    expect(await said(...args)).toEqual([banner]);
    expect(await said(...args, '--quiet')).toEqual([]);
    expect(await said(...args, '--json')).toEqual([]);
  });

  it('names the profile', async () => {
    const { stderr } = await machine.run(['-c', shop, '-p', 'shop-a', 'insurance', 'get', NUMBER]);
    expect(stderr).toBe(`profile shop-a · ${banner}\n`);
  });

  it('speaks Chinese', async () => {
    const { stderr } = await machine.run(['-c', sandbox.config, 'insurance', 'get', NUMBER, '--lang', 'zh']);
    expect(stderr).toBe(`商户号 ${sandbox.mchid} · 沙箱 · ${sandbox.url}\n`);
  });

  it('is not said when nothing is sent', async () => {
    expect(await said('insurance', 'create', '--openid', 'o1', '--dry-run')).toEqual([]);
    expect(await said('insurance', 'create', '--openid', 'not an openid')).toEqual([]);
  });

  it('counts the rows of a batch, a quoted line end being none', async () => {
    const file = join(machine.home, 'users.csv');
    await writeFile(file, 'openid,note\no1,"two\nlines"\no2,one\n');
    const batch = ['insurance', 'batch', file, '--id', 'n', '--ignore', 'note'];
    expect(await said(...batch)).toEqual([`${banner} · 2 rows`]);
    expect(await said(...batch, '--dry-run')).toEqual([]);
    const piped = await machine.run(['-c', sandbox.config, 'insurance', 'batch', '-', '--id', 'n'], {
      stdin: 'openid\no1\no2\n',
    });
    expect(piped.stderr).toContain(`${banner}\n`);
    expect(piped.stdout.trim().split('\n')).toHaveLength(2);
  });
});
