import { chmod, chown, copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine, type RunningSandbox, sandboxRequests } from './wxpay.js';

/** What a file may say that was found by searching: whose folder it is, nobody knows. */
describe('a configuration file in the folder one happens to stand in', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let project: string;
  /** The merchant's own key and the sandbox's public key, as in the ready configuration. */
  let config: { mchid: string; serial: string; privateKey: string; certs: Record<string, string> };
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    sandbox = await machine.startSandbox(['--data', ':memory:']);
    const folder = dirname(sandbox.config);
    config = JSON.parse(await readFile(sandbox.config, 'utf8'));
    config.privateKey = join(folder, config.privateKey);
    for (const [id, file] of Object.entries(config.certs)) config.certs[id] = join(folder, file);
    project = join(machine.home, 'work', 'project');
  });
  afterEach(() => rm(project, { recursive: true, force: true }));
  afterAll(() => machine.dispose());

  const write = async (name: string, content: unknown, mode = 0o600): Promise<string> => {
    await mkdir(project, { recursive: true });
    const file = join(project, name);
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content), { mode });
    await chmod(file, mode);
    return file;
  };
  const qualification = ['insurance', 'qualification', 'o1', '--json'];
  const run = async (env: Record<string, string> = {}, ...options: string[]) => {
    const before = (await sandboxRequests(sandbox)).length;
    const result = await machine.run([...qualification, '--retries', '0', ...options], { cwd: project, env });
    return { ...result, requests: (await sandboxRequests(sandbox)).length - before };
  };
  const keyInEnvironment = () => {
    const [[id = '', file = ''] = []] = Object.entries(config.certs);
    return {
      WECHATPAY_MCHID: config.mchid,
      WECHATPAY_SERIAL: config.serial,
      WECHATPAY_PRIVATE_KEY: config.privateKey,
      WECHATPAY_PUBLIC_KEY_ID: id,
      WECHATPAY_PUBLIC_KEY: file,
    };
  };
  const expectRefused = (result: Awaited<ReturnType<typeof run>>, ...words: string[]) => {
    const { error } = JSON.parse(result.stderr);
    expect(error).toMatchObject({ type: 'config', code: 'UNTRUSTED_CONFIG' });
    expect(result).toMatchObject({ code: 3, stdout: '', requests: 0 });
    expect(error.hint).toContain(`--config ${project}`);
    for (const word of words) expect(`${error.message}\n${error.hint}`).toContain(word);
  };

  describe('beside a private key from the environment', () => {
    it.each([
      ['baseUrl', 'https://attacker.example'],
      ['backupBaseUrl', 'https://attacker.example'],
      ['proxy', 'http://attacker.example:8080'],
      ['caFile', './ca.pem'],
    ])('may not set %s', async (key, value) => {
      const file = await write('.wechatpayrc', { [key]: value });
      expectRefused(await run(keyInEnvironment()), `${file}: ${key}`, 'WECHATPAY_PRIVATE_KEY');
    });

    it('not even this machine, and both ways on work', async () => {
      const file = await write('.wechatpayrc', { baseUrl: sandbox.url });
      expectRefused(await run(keyInEnvironment()), `export WECHATPAY_BASE_URL=${sandbox.url}`);
      expect(await run(keyInEnvironment(), '--config', file)).toMatchObject({ code: 0, requests: 1 });
      expect(await run({ ...keyInEnvironment(), WECHATPAY_CONFIG: file })).toMatchObject({ code: 0, requests: 1 });
      expect(await run({ ...keyInEnvironment(), WECHATPAY_BASE_URL: sandbox.url })).toMatchObject({ code: 0 });
      expect(await run(keyInEnvironment(), '--base-url', sandbox.url)).toMatchObject({ code: 0, requests: 1 });
    });

    it('nor in a profile, nor in package.json, nor through a variable', async () => {
      await write('.wechatpayrc', { profiles: { default: { baseUrl: sandbox.url } } });
      expectRefused(await run(keyInEnvironment()), 'profiles.default.baseUrl');
      await rm(project, { recursive: true });
      await write('package.json', { name: 'x', wechatpay: { baseUrl: sandbox.url } });
      expectRefused(await run(keyInEnvironment()), 'package.json: baseUrl');
      await rm(project, { recursive: true });
      await write('.wechatpayrc', { baseUrl: '${WECHATPAY_HOST}' });
      expectRefused(await run({ ...keyInEnvironment(), WECHATPAY_HOST: sandbox.url }), 'baseUrl');
    });

    it('nor when it takes the key, or its path, from a variable itself', async () => {
      const { mchid, serial, certs } = config;
      const env = { WECHATPAY_X_KEY: config.privateKey, WECHATPAY_FOLDER: dirname(config.privateKey) };
      for (const privateKey of ['${WECHATPAY_X_KEY}', '${WECHATPAY_FOLDER}/merchant.pem']) {
        await write('.wechatpayrc', { mchid, serial, certs, privateKey, baseUrl: sandbox.url });
        expectRefused(await run(env), 'baseUrl');
      }
    });

    it('may say the default, and everything else', async () => {
      await write('.wechatpayrc', {
        baseUrl: 'https://api.mch.weixin.qq.com/',
        backupBaseUrl: 'https://api2.mch.weixin.qq.com',
        insurance: { serviceId: '7' },
      });
      const env = { ...keyInEnvironment(), WECHATPAY_NOTIFY_URL: 'https://shop.weixin.qq.com/n' };
      const call = ['insurance', 'create', '--openid', 'o1', '--dry-run'];
      const result = await machine.run(call, { cwd: project, env });
      expect(result).toMatchObject({ code: 0, stderr: '' });
      expect(result.stdout).toContain('"service_id":"7"');
    });

    it('in the home folder or the global one it is trusted', async () => {
      await mkdir(project, { recursive: true });
      const home = join(machine.home, '.wechatpayrc');
      await writeFile(home, JSON.stringify({ baseUrl: sandbox.url }), { mode: 0o600 });
      expect(await run(keyInEnvironment())).toMatchObject({ code: 0, requests: 1 });
      await rm(home);
      const xdg = join(machine.home, 'xdg');
      await mkdir(join(xdg, 'wechatpay'), { recursive: true });
      await writeFile(join(xdg, 'wechatpay', 'config.json'), JSON.stringify({ baseUrl: sandbox.url }));
      expect(await run({ ...keyInEnvironment(), XDG_CONFIG_HOME: xdg })).toMatchObject({ code: 0, requests: 1 });
    });
  });

  describe('with a private key of its own', () => {
    const own = async (privateKey: string, more: Record<string, unknown> = {}) => {
      const { mchid, serial, certs } = config;
      return write('.wechatpayrc', { mchid, serial, certs, privateKey, baseUrl: sandbox.url, ...more });
    };

    it('in it, beside it or below it, it says where requests go', async () => {
      await own(await readFile(config.privateKey, 'utf8'));
      expect(await run()).toMatchObject({ code: 0, requests: 1 });
      await mkdir(join(project, 'keys'));
      await copyFile(config.privateKey, join(project, 'keys', 'key.pem'));
      await own('keys/key.pem');
      expect(await run()).toMatchObject({ code: 0, requests: 1 });
    });

    it('in another place, only to this machine', async () => {
      await own(config.privateKey);
      expect(await run()).toMatchObject({ code: 0, requests: 1 });
      await own(config.privateKey, { baseUrl: 'https://attacker.example' });
      expectRefused(await run(), 'baseUrl', 'outside of its folder');
      await own(config.privateKey, { backupBaseUrl: 'https://attacker.example' });
      expectRefused(await run(), 'backupBaseUrl');
      await own(config.privateKey, { proxy: 'attacker.example:8080' });
      expectRefused(await run(), 'proxy');
      await own(config.privateKey, { baseUrl: undefined, caFile: './ca.pem' });
      expectRefused(await run(), 'caFile', `NODE_EXTRA_CA_CERTS=${project}/ca.pem`);
    });

    it.each(['link.pem', '../../.keys/key.pem', '~/.keys/key.pem', 'inside/../linked/key.pem'])(
      'that only seems to be its own, it may not: %s',
      async (privateKey) => {
        const keys = join(machine.home, '.keys');
        await mkdir(keys, { recursive: true });
        await copyFile(config.privateKey, join(keys, 'key.pem'));
        await own(privateKey, { baseUrl: 'https://attacker.example' });
        await mkdir(join(project, 'inside'));
        await symlink(join(keys, 'key.pem'), join(project, 'link.pem'));
        await symlink(keys, join(project, 'linked'));
        expectRefused(await run(), 'baseUrl');
      },
    );

    it('may be taken from the environment, which then is not its own any more', async () => {
      await own('key.pem');
      await copyFile(config.privateKey, join(project, 'key.pem'));
      expect(await run()).toMatchObject({ code: 0 });
      expectRefused(await run(keyInEnvironment()), 'baseUrl');
    });
  });

  describe('reads variables that begin with WECHATPAY_ alone', () => {
    it.each(['insurance.serviceId', 'insurance.notifyUrl', 'baseUrl', 'mchid', 'privateKey', 'apiv3Key', 'lang'])(
      'in %s',
      async (path) => {
        const [section = '', key] = path.split('.');
        const value = 'https://h.example/${GITHUB_TOKEN}';
        const file = await write('.wechatpayrc', key ? { [section]: { [key]: value } } : { [section]: value });
        const env = { ...keyInEnvironment(), GITHUB_TOKEN: 'ghp_secret' };
        if (section === 'mchid') Object.assign(env, { WECHATPAY_MCHID: '' });
        if (section === 'privateKey') Object.assign(env, { WECHATPAY_PRIVATE_KEY: '' });
        const call = section === 'apiv3Key' ? ['certs', 'download', '--json'] : qualification;
        const result = await machine.run(call, { cwd: project, env });
        expectRefused({ ...result, requests: 0 }, `${file}: ${path}`, 'GITHUB_TOKEN');
        expect(result.stderr).not.toContain('ghp_secret');
      },
    );

    it.each([
      ['insurance.notifyUrl', 'https://evil.example/${WECHATPAY_APIV3_KEY}'],
      ['insurance.serviceId', '${WECHATPAY_PRIVATE_KEY}'],
      ['baseUrl', 'https://${WECHATPAY_APIV3_KEY}.evil.example'],
      ['proxy', 'http://${WECHATPAY_SHOP_B_SECRET}.evil.example'],
    ])('and none that holds a secret, where it would leave this machine: %s: %s', async (path, value) => {
      const [section = '', key] = path.split('.');
      await write('.wechatpayrc', key ? { [section]: { [key]: value } } : { [section]: value });
      const env = { ...keyInEnvironment(), WECHATPAY_APIV3_KEY: 'k'.repeat(32), WECHATPAY_SHOP_B_SECRET: 'hunter2' };
      const result = await run(env);
      expectRefused(result, path);
      expect(result.stderr).not.toMatch(/kkkk|hunter2/);
    });

    it('which are enough for its own secrets and defaults', async () => {
      const file = await write('.wechatpayrc', {
        apiv3Key: '${WECHATPAY_APIV3_KEY_B}',
        certs: { PUB_KEY_ID_9: '${WECHATPAY_PUB_KEY_B}' },
        insurance: { serviceId: '${WECHATPAY_SHOP}', notifyUrl: '${WECHATPAY_NOTIFY}' },
      });
      const env = { ...keyInEnvironment(), WECHATPAY_SHOP: '7', WECHATPAY_NOTIFY: 'https://shop.weixin.qq.com/n' };
      const call = ['insurance', 'create', '--openid', 'o1', '--dry-run'];
      const result = await machine.run(call, { cwd: project, env });
      expect(result).toMatchObject({ code: 0, stderr: '' });
      expect(result.stdout).toContain('"service_id":"7"');
      await writeFile(file, JSON.stringify({ insurance: { serviceId: '${SHOP}', notifyUrl: env.WECHATPAY_NOTIFY } }));
      const named = await machine.run([...call, '--config', file], { cwd: project, env: { ...env, SHOP: '8' } });
      expect(named.stdout).toContain('"service_id":"8"');
    });
  });

  // Only root can give a file away, and Windows has no such bits.
  describe.runIf(process.geteuid?.() === 0)('that somebody else decides about is refused', () => {
    const shared = () => write('.wechatpayrc', { baseUrl: sandbox.url });
    const env = () => ({ ...keyInEnvironment(), WECHATPAY_BASE_URL: sandbox.url });

    it('when it belongs to another user', async () => {
      const file = await shared();
      await chown(file, 1234, 1234);
      expectRefused(await run(env()), file, 'uid 1234');
      expect(await run(env(), '--config', file)).toMatchObject({ code: 0 });
      expect(await run({ ...env(), SUDO_UID: '1234' })).toMatchObject({ code: 0 });
    });

    it('when its folder does, or it is a link to a file of theirs', async () => {
      const file = await shared();
      await chown(project, 1234, 1234);
      expectRefused(await run(env()), 'uid 1234');
      await chown(project, 0, 0);
      await rm(file);
      const theirs = join(machine.home, 'theirs');
      await writeFile(theirs, '{"output": "json"}');
      await chown(theirs, 1234, 1234);
      await symlink(theirs, file);
      expectRefused(await run(env()), 'uid 1234');
    });

    it.each([0o666, 0o660, 0o620, 0o602])('when others may write it: %o', async (mode) => {
      const file = await shared();
      await chmod(file, mode);
      expectRefused(await run(env()), `mode 0${mode.toString(8)}`, 'chmod go-w');
    });

    it('when others may write its folder, unless only owners may replace what is in it', async () => {
      await shared();
      await chmod(project, 0o777);
      expectRefused(await run(env()), 'mode 0777');
      await chmod(project, 0o1777);
      expect(await run(env())).toMatchObject({ code: 0 });
    });

    it('but not a package.json that has nothing for us, nor files above the working directory outside of the home folder', async () => {
      const file = await write('package.json', { name: 'x' });
      await chown(file, 1234, 1234);
      expect(await run(env())).toMatchObject({ code: 0 });
      await writeFile(join(machine.home, 'work', '.wechatpayrc'), '{"output": "unheard-of"}');
      const home = join(machine.home, 'other-home');
      await mkdir(home, { recursive: true });
      expect(await run({ ...env(), HOME: home })).toMatchObject({ code: 0 });
      expect(await run(env())).toMatchObject({ code: 3 });
      await rm(join(machine.home, 'work', '.wechatpayrc'));
    });
  });

  // What WeChat Pay's signatures are verified with, wherever the configuration is.
  describe.skipIf(process.platform === 'win32')('a file under certs', () => {
    it.each([
      ['file', 0o666, 0o700],
      ['file', 0o664, 0o700],
      ['folder', 0o600, 0o777],
    ])('is refused when others may write the %s (%o, %o)', async (_, mode, folderMode) => {
      const [[id = '', original = ''] = []] = Object.entries(config.certs);
      const file = await write('pub_key.pem', await readFile(original, 'utf8'), mode);
      await chmod(project, folderMode);
      const named = join(machine.home, 'named.json');
      await writeFile(named, JSON.stringify({ ...config, baseUrl: sandbox.url, certs: { [id]: file } }));
      const result = await run({}, '--config', named);
      expect(result).toMatchObject({ code: 3, stdout: '', requests: 0 });
      const { error } = JSON.parse(result.stderr);
      expect(error).toMatchObject({ code: 'KEY_FILE_WRITABLE', message: expect.stringContaining(file) });
      expect(error.hint).toContain(`chmod go-w ${file} ${project}`);
      await chmod(file, 0o600);
      await chmod(project, 0o700);
      expect(await run({}, '--config', named)).toMatchObject({ code: 0 });
    });
  });
});
