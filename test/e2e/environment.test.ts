import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine } from './wxpay.js';

describe('environment variables', () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
  });
  afterAll(() => machine.dispose());

  const qualification = ['insurance', 'qualification', 'o1', '--sandbox'];
  const run = (env: Record<string, string>, ...options: string[]) =>
    machine.run([...qualification, ...options], { env });

  it.each([
    ['WECHATPAY_OUTPUT', 'jsn', 'expected one of table, json, ndjson'],
    ['WECHATPAY_LANG', 'fr', 'expected one of zh, en'],
    ['WECHATPAY_TIMEOUT', '0', 'expected a number of seconds above 0 to 86400'],
    ['WECHATPAY_TIMEOUT', '20s', 'expected a number of seconds above 0 to 86400'],
    ['WECHATPAY_RETRIES', '1.5', 'expected a whole number of retries from 0 to 100'],
    ['WECHATPAY_RATE', '50/s', 'expected a number of requests a second from 0.01 to 100000'],
    ['WECHATPAY_NOTIFY_URL', 'http://shop.weixin.qq.com', 'expected https, found http'],
    ['WECHATPAY_PUBLIC_KEY_ID', 'PUB_KEY_ID_1', 'WECHATPAY_PUBLIC_KEY is not'],
  ])('are judged with --sandbox as in every other run: %s=%s', async (name, value, problem) => {
    const { code, stdout, stderr } = await run({ [name]: value });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(`error: ${name}`);
    expect(stderr).toContain(problem);
  });

  it('that are misspelt bring a warning with --sandbox, too', async () => {
    const { code, stderr } = await run({ WECHATPAY_OUTPTU: 'json' });
    expect(code).toBe(0);
    expect(stderr).toContain('WECHATPAY_OUTPTU has no effect; did you mean WECHATPAY_OUTPUT?');
  });

  it.each([
    ['0', 'from 0 to 100', 0],
    ['101', 'from 0 to 100', 2],
  ])('--retries %s is judged like the variable', async (value, problem, code) => {
    const result = await run({}, '--retries', value);
    expect(result.code).toBe(code);
    if (code !== 0) expect(result.stderr).toContain(problem);
  });

  it('of the locale choose the language: LC_ALL before LC_MESSAGES before LANG', async () => {
    const meaning = async (env: Record<string, string>) => (await run(env)).stdout;
    expect(await meaning({ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_CN.UTF-8' })).toContain('含义');
    expect(await meaning({ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'C' })).not.toContain('含义');
    expect(await meaning({ LC_ALL: 'C', LC_MESSAGES: 'zh_CN.UTF-8' })).not.toContain('含义');
  });

  it('a public key id in small letters is blamed itself, not the key', async () => {
    const env = { WECHATPAY_PUBLIC_KEY_ID: 'pub_key_id_0114', WECHATPAY_PUBLIC_KEY: './pub_key.pem' };
    const { code, stderr } = await machine.run(['insurance', 'get', 'x1'], { env });
    expect(code).toBe(3);
    expect(stderr).toContain('error: WECHATPAY_PUBLIC_KEY_ID: expected an id that begins with PUB_KEY_ID_');
  });

  it('a relative XDG_STATE_HOME counts as unset', async () => {
    const cwd = join(machine.home, 'elsewhere');
    await mkdir(cwd);
    const { code } = await machine.run(qualification, { cwd, env: { XDG_STATE_HOME: 'state' } });
    expect(code).toBe(0);
    await expect(stat(join(cwd, 'state'))).rejects.toThrow('ENOENT');
    expect((await stat(join(machine.home, '.local/state/wxpay/sandbox'))).isDirectory()).toBe(true);
  });

  describe.runIf(process.geteuid?.() === 0)('WECHATPAY_SANDBOX_DIR', () => {
    it.each([
      ['others may write', 0, 0o777, 'can be written to by other users'],
      ['belongs to another user', 1234, 0o700, 'uid 1234'],
    ])('that %s is refused', async (_, owner, mode, problem) => {
      const folder = join(machine.home, `state-${owner}`);
      await mkdir(folder);
      await chown(folder, owner, owner);
      await chmod(folder, mode);
      const { code, stderr } = await run({ WECHATPAY_SANDBOX_DIR: folder });
      expect(code).toBe(3);
      expect(stderr).toContain(folder);
      expect(stderr).toContain(problem);
    });

    it.each([
      ['others may write', 0, 0o777, 'can be written to by other users'],
      ['belongs to another user', 1234, 0o755, 'uid 1234'],
    ])("is not made in wxpay's folder under XDG_STATE_HOME that %s", async (_, owner, mode, problem) => {
      const state = join(machine.home, `xdg-state-${owner}`);
      await mkdir(join(state, 'wxpay'), { recursive: true });
      await chown(join(state, 'wxpay'), owner, owner);
      await chmod(join(state, 'wxpay'), mode);
      const { code, stderr } = await run({ XDG_STATE_HOME: state });
      expect(code).toBe(3);
      expect(stderr).toContain(`in ${join(state, 'wxpay')}: it`);
      expect(stderr).toContain(problem);
    });
  });
});
