import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

describe('wxpay config', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let file: string;
  let empty: string;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    sandbox = await machine.startSandbox();
    const folder = join(machine.home, 'project');
    empty = join(machine.home, 'empty');
    await mkdir(folder);
    await mkdir(empty);
    file = join(folder, '.wechatpayrc');
    const config = [
      'mchid: "1900000109"',
      'privateKey: ./apiclient_key.pem',
      'privateKeyPassphrase: hunter2',
      `apiv3Key: ${'k'.repeat(32)}`,
      'proxy: http://user:hunter3@proxy.example:3128',
      'certs: {PUB_KEY_ID_0001: ./pub_key.pem}',
      'profiles: {test: {mchid: "1900000208", insurance: {serviceId: "42"}}, broken: {lang: zh}}',
    ];
    await writeFile(file, config.join('\n'), { mode: 0o600 });
  });
  afterAll(() => machine.dispose());

  describe('path', () => {
    it('prints the file that a search finds, or that is named', async () => {
      const cwd = join(machine.home, 'project');
      expect(await machine.run(['config', 'path'], { cwd })).toEqual({ code: 0, stdout: `${file}\n`, stderr: '' });
      const named = await machine.run(['config', 'path', '--json', '--config', sandbox.config]);
      expect(JSON.parse(named.stdout)).toEqual({ file: sandbox.config });
    });

    it('prints the path of a file that has mistakes', async () => {
      const config = join(machine.home, 'mistaken.yaml');
      await writeFile(config, 'mchid: wrong\nnonsense: 1\n');
      expect(await machine.run(['config', 'path', '-c', config])).toMatchObject({ code: 0, stdout: `${config}\n` });
    });

    it('ends with 3 and names the folders when there is none', async () => {
      const { code, stdout, stderr } = await machine.run(['config', 'path'], { cwd: empty });
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain(`no configuration file was found in ${empty}`);
      const { stderr: chinese } = await machine.run(['config', 'path', '--lang', 'zh'], { cwd: empty });
      expect(chinese).toContain('未找到配置文件');
    });
  });

  describe('show', () => {
    const show = (args: readonly string[] = [], env: Record<string, string> = {}) =>
      machine.run(['config', 'show', '-c', file, ...args], { env });

    it('gives every value with its source, as JSON', async () => {
      const { code, stdout, stderr } = await show(['--json', '-p', 'test', '--timeout', '5'], {
        WECHATPAY_NOTIFY_URL: 'https://shop.example/notify',
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({
        file,
        profile: 'test',
        profiles: ['test', 'broken'],
        values: {
          mchid: { value: '1900000208', source: `${file}: profiles.test.mchid`, line: 7 },
          privateKey: { value: './apiclient_key.pem', source: `${file}: privateKey`, line: 2 },
          certs: { value: { PUB_KEY_ID_0001: './pub_key.pem' }, source: `${file}: certs`, line: 6 },
          'insurance.notifyUrl': { value: 'https://shop.example/notify', source: 'WECHATPAY_NOTIFY_URL' },
          timeout: { value: 5, source: '--timeout' },
          baseUrl: { value: 'https://api.mch.weixin.qq.com', source: 'default' },
        },
      });
    });

    it('masks secrets in every format', async () => {
      for (const format of ['table', 'json', 'ndjson']) {
        const { stdout } = await show(['-o', format]);
        expect(stdout.match(/\[secret\]/g)).toHaveLength(3);
        expect(stdout).not.toMatch(/hunter|kkkk/);
      }
    });

    it('shows no key that stands in the place of an id', async () => {
      const config = join(machine.home, 'swapped.yaml');
      const key = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ';
      await writeFile(config, `certs: {"${key}": PUB_KEY_ID_0001}`, { mode: 0o600 });
      const { code, stdout } = await machine.run(['config', 'show', '-c', config]);
      expect(code).toBe(0);
      expect(stdout).not.toContain(key);
    });

    it('prints a table in the language of the run', async () => {
      const { stdout } = await show();
      expect(stdout).toContain(`${file}:1: mchid\n`);
      expect(stdout).toMatch(/^file +\S+\nprofile +none\nprofiles +test, broken\n\nKEY +VALUE +SOURCE\n/);
      expect((await show(['-p', 'broken'])).stdout).toMatch(/^文件 +\S+\n当前 profile +broken\n/);
    });

    it('prints one value with --field, and refuses one that is not set', async () => {
      expect(await show(['--field', 'mchid'])).toEqual({ code: 0, stdout: '1900000109\n', stderr: '' });
      const { code, stdout, stderr } = await show(['--field', 'mchidd']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('Did you mean mchid?');
    });

    it('works with a sandbox, and without any file', async () => {
      const { stdout } = await machine.run(['config', 'show', '--json', '-c', sandbox.config]);
      expect(JSON.parse(stdout)).toMatchObject({
        file: sandbox.config,
        profile: null,
        values: { baseUrl: { value: sandbox.url }, sandbox: { value: true } },
      });
      const bare = await machine.run(['config', 'show', '--json'], { cwd: empty });
      expect(JSON.parse(bare.stdout)).toMatchObject({ file: null, values: { baseUrl: { source: 'default' } } });
    });

    it('refuses --sandbox, which has no configuration', async () => {
      const { code, stderr } = await machine.run(['config', 'show', '--sandbox']);
      expect(code).toBe(2);
      expect(stderr).toContain('no configuration file');
    });
  });
});
