import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MCHID, makeDownload, runHint } from './helpers/download.js';
import { hasTerminal, KEYS, runOnTerminal, type Step } from './terminal.js';
import { freshMachine, type Machine } from './wxpay.js';

const ID = 'PUB_KEY_ID_0114232134912410000000000001';
const FILES = ['--certificate', '../apiclient_cert.pem', '--private-key', '../apiclient_key.pem'];
const ALL = [...FILES, '--cert', `${ID}=../pub_key.pem`, '--offline'];

describe('config init', { timeout: 60_000 }, () => {
  let machine: Machine;
  let cwd: string;
  beforeAll(async () => {
    machine = await freshMachine();
    makeDownload(machine.home);
  });
  beforeEach(async () => {
    cwd = await mkdtemp(join(machine.home, 'shop-'));
  });
  afterAll(() => machine.dispose());

  const init = (...args: string[]) => machine.run(['config', 'init', ...args], { cwd });
  const error = (stderr: string): { code: string; message: string; hint: string } => JSON.parse(stderr).error;
  const rc = () => join(cwd, '.wechatpayrc');

  it('writes what options say, for the owner alone, with paths from the file, and checks it', async () => {
    const { code, stdout, stderr } = await init(...ALL, '--notify-url', 'https://api.shop.cn/n', '--service-id', '07');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^✓ {2}credentials /m) });
    expect(stderr).toContain(`wrote ${rc()}\n`);
    expect((await stat(rc())).mode & 0o777).toBe(0o600);
    expect(load(await readFile(rc(), 'utf8'))).toEqual({
      mchid: MCHID,
      certificate: '../apiclient_cert.pem',
      privateKey: '../apiclient_key.pem',
      certs: { [ID]: '../pub_key.pem' },
      insurance: { notifyUrl: 'https://api.shop.cn/n', serviceId: '07' },
    });
    expect(await readdir(cwd)).toEqual(['.wechatpayrc']);
    const [, call = ''] = /^Try it; this sends nothing: wxpay (.*)$/m.exec(stderr) ?? [];
    expect(await machine.run(call.split(' '), { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('curl'),
    });
  });

  it('writes nothing, and names all that is missing at once with a complete call, when nobody can be asked', async () => {
    const { code, stdout, stderr } = await init('--notify-url', 'https://api.shop.cn/n');
    expect({ code, stdout, files: await readdir(cwd) }).toEqual({ code: 2, stdout: '', files: [] });
    expect(stderr).toContain('missing: --certificate, --private-key, --cert;');
    expect(stderr).toMatch(/^ {4}wxpay config init --notify-url \S+ --certificate \S+ --private-key \S+ --cert \S+$/m);
    expect((await init('--private-key', '../apiclient_key.pem', '--lang', 'zh')).stderr).toContain(
      '缺少 --certificate、--cert',
    );
  });

  it('tells with --json what was written and how the checks went', async () => {
    const { code, stdout } = await init(...ALL, '--profile', 'shop-a', '--json');
    const { file, profile, ok, checks } = JSON.parse(stdout);
    expect({ code, file, profile, ok }).toEqual({ code: 0, file: rc(), profile: 'shop-a', ok: true });
    expect(checks).toContainEqual({ name: 'mchid', status: 'ok', message: MCHID });
  });

  it('a merchant without a key of WeChat Pay gets its certificates next', async () => {
    const { code, stderr } = await init(...FILES, '--apiv3-key-env', 'WECHATPAY_SHOP_KEY', '--offline');
    expect(code).toBe(3);
    expect(stderr).toContain('wxpay certs download');
    expect(load(await readFile(rc(), 'utf8'))).toMatchObject({ apiv3Key: '${WECHATPAY_SHOP_KEY}' });
  });

  it.each([
    [
      'a .p12 as the key',
      ['--private-key', '../apiclient_cert.p12'],
      /PKCS#12 file/,
      /-legacy -in \S+apiclient_cert\.p12 .*-nocerts/,
    ],
    [
      'a .p12 as the certificate',
      ['--certificate', '../apiclient_cert.p12'],
      /PKCS#12 file/,
      /-legacy -in \S+apiclient_cert\.p12 .*-nokeys/,
    ],
    [
      'the certificate as the key',
      ['--private-key', '../apiclient_cert.pem'],
      /found the certificate of merchant 1900000109/,
      /apiclient_key\.pem/,
    ],
    [
      'the key as the certificate',
      ['--certificate', '../apiclient_key.pem'],
      /found a private key/,
      /BEGIN CERTIFICATE/,
    ],
    [
      'the own certificate as WeChat Pay’s',
      ['--cert', `${ID}=../apiclient_cert.pem`],
      /your own certificate or key/,
      /微信支付公钥/,
    ],
    [
      'a public key under a serial number',
      ['--cert', '01AB=../pub_key.pem'],
      /serial number of a certificate/,
      /PUB_KEY_ID_/,
    ],
    [
      'a file that does not exist',
      ['--private-key', '../key.pem'],
      /key\.pem\): the file does not exist/,
      /working directory/,
    ],
  ])('%s is recognised, and nothing is written', async (_, args, message, hint) => {
    // The last of two equal options wins; of --cert, every one counts.
    const given = args[0] === '--cert' ? [...FILES, ...args] : [...ALL, ...args];
    const { code, stderr } = await init(...given, '--json');
    expect(code).toBe(3);
    expect(error(stderr).message).toMatch(message);
    expect(error(stderr).hint).toMatch(hint);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('the command for a .p12 makes the file that is wanted', async () => {
    const { stderr } = await init(...ALL, '--private-key', '../apiclient_cert.p12', '--json');
    runHint(error(stderr).hint, cwd);
    const { code } = await init(...ALL, '--private-key', 'apiclient_key.pem');
    expect(code).toBe(0);
  });

  it('takes no key itself, and shows none', async () => {
    const key = (await readFile(join(machine.home, 'apiclient_key.pem'), 'utf8')).replace(/-----.*-----|\n/g, '');
    for (const args of [[`--private-key=${key}`], ['--apiv3-key-env', '0123456789ABCDEF0123456789ABCDEF']]) {
      const { code, stdout, stderr } = await init(...ALL, ...args);
      expect(code).toBeGreaterThan(1);
      expect(stdout + stderr).not.toContain((args.at(-1) ?? '').slice(-20));
      expect(await readdir(cwd)).toEqual([]);
    }
  });

  it('refuses --sandbox, which reads no configuration', async () => {
    expect(error((await init('--sandbox', '--json')).stderr).code).toBe('CONFLICTING_OPTIONS');
  });

  it('never writes over a file without --force', async () => {
    await writeFile(join(cwd, '.wechatpayrc.yaml'), '# mine\n');
    const { code, stderr } = await init(...ALL, '--json');
    expect(code).toBe(3);
    expect(error(stderr)).toMatchObject({ code: 'FILE_EXISTS', hint: expect.stringContaining(' --force') });
    expect(await readFile(join(cwd, '.wechatpayrc.yaml'), 'utf8')).toBe('# mine\n');
    expect((await init(...ALL, '--force')).code).toBe(0);
    expect(await readdir(cwd)).toEqual(['.wechatpayrc.yaml']);
  });

  it('does not replace a symbolic link', async () => {
    await writeFile(join(machine.home, 'linked'), '');
    await symlink('../linked', rc());
    expect(error((await init(...ALL, '--force', '--json')).stderr).code).toBe('FILE_EXISTS');
    await rm(join(machine.home, 'linked'));
  });

  it('adds a profile, and every other line stays', async () => {
    const before = '# ours\nmchid: "1900000108"   # old\nprofiles:\n    a: {output: json}\n# end\n';
    await writeFile(rc(), before, { mode: 0o640 });
    expect((await init(...ALL, '--profile', 'shop-b')).code).toBe(0);
    const after = await readFile(rc(), 'utf8');
    const kept = after.split('\n').filter((line) => before.split('\n').includes(line));
    expect(kept.join('\n')).toBe(before);
    expect(load(after)).toMatchObject({
      mchid: '1900000108',
      profiles: { a: { output: 'json' }, 'shop-b': { mchid: MCHID } },
    });
    expect((await stat(rc())).mode & 0o777).toBe(0o640);
    expect(error((await init(...ALL, '--profile', 'shop-b', '--json')).stderr).message).toContain(
      'the profile shop-b exists',
    );
    expect((await init(...ALL, '--profile', 'shop-b', '--mchid', '1900000111', '--force')).code).toBe(0);
    expect(load(await readFile(rc(), 'utf8'))).toMatchObject({
      profiles: { a: {}, 'shop-b': { mchid: '1900000111' } },
    });
  });

  it('adds a profile to JSON', async () => {
    const file = join(cwd, '.wechatpayrc.json');
    await writeFile(file, '{"mchid": "1900000108", "profiles": {"a": {}}}');
    expect((await init(...ALL, '--profile', 'shop-b')).code).toBe(0);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      mchid: '1900000108',
      profiles: { a: {}, 'shop-b': {} },
    });
  });

  it('shows the lines for a file that it cannot add to', async () => {
    await writeFile(rc(), 'profiles: { a: { output: json } }\n');
    const { code, stderr } = await init(...ALL, '--profile', 'shop-b', '--json');
    expect(code).toBe(3);
    expect(error(stderr).hint).toContain('  shop-b:\n    mchid: "1900000109"\n');
    expect(await readFile(rc(), 'utf8')).toBe('profiles: { a: { output: json } }\n');
  });

  describe.skipIf(!hasTerminal)('on a terminal', () => {
    const run = (steps: readonly Step[], env = {}, ...args: string[]) =>
      runOnTerminal(['config', 'init', '--offline', ...args], steps, { cwd, env: { HOME: machine.home, ...env } });
    const { enter, clear } = KEYS;

    it('asks by the names of the merchant platform, corrects, and keeps the files out of git', async () => {
      execFileSync('git', ['init', '-q', cwd]);
      const { code, screen } = await run([
        ['path of apiclient_key.pem', `../apiclient_cert.p12${enter}`],
        ['-legacy', `${clear}../apiclient_key.pem${enter}`],
        ['path of apiclient_cert.pem', `${clear}../pub_key.pem${enter}`],
        ['found a public', `${clear}../apiclient_cert.pem${enter}`],
        [`merchant ${MCHID}, serial `, ''],
        ['path of pub_key.pem', `${clear}../apiclient_cert.pem${enter}`],
        ['your own certificate', `${clear}../pub_key.pem${enter}`],
        ['PUB_KEY_ID_…', `${ID}${enter}`],
        ['APIv3密钥', `WECHATPAY_APIV3_KEY${enter}`],
        ['notify URL', `http://api.shop.cn/n${enter}`],
        ['expected https', `${clear}https://api.shop.cn/n${enter}`],
        ['PayScore', enter],
        ['so that git never takes it?', KEYS.yes],
      ]);
      expect(screen).toContain('账户中心 (Account Center) → API安全 (API Security)');
      expect(screen).toMatch(/✗ +apiv3Key .*WECHATPAY_APIV3_KEY/);
      expect(code).toBe(3);
      expect(load(await readFile(rc(), 'utf8'))).toMatchObject({ mchid: MCHID, certs: { [ID]: '../pub_key.pem' } });
      expect(await readFile(join(cwd, '.gitignore'), 'utf8')).toBe('/.wechatpayrc\n');
    });

    it('asks in Chinese, and only for what no option has given', async () => {
      await mkdir(join(cwd, 'certs'));
      execFileSync('cp', [join(machine.home, 'pub_key.pem'), join(cwd, 'certs')]);
      const { code, screen } = await run(
        [
          ['微信支付公钥：pub_key.pem 的路径', enter],
          ['公钥ID（', `${ID}${enter}`],
          ['APIv3密钥', enter],
          ['回调地址', enter],
          ['支付分服务ID', enter],
        ],
        { LANG: 'zh_CN.UTF-8', WECHATPAY_APIV3_KEY: '0123456789abcdef0123456789abcdef' },
        ...FILES,
      );
      expect(screen).not.toContain('0123456789abcdef');
      expect({ code, screen }).toMatchObject({ code: 0, screen: expect.stringContaining('项通过') });
      expect(load(await readFile(rc(), 'utf8'))).toMatchObject({ certs: { [ID]: '../pub_key.pem' } });
    });

    it('offers to close a private key that others may read', async () => {
      const key = join(cwd, 'apiclient_key.pem');
      await copyFile(join(machine.home, 'apiclient_key.pem'), key);
      await chmod(key, 0o644);
      const { code, screen } = await run(
        [
          ['path of pub_key.pem', enter],
          ['APIv3密钥', enter],
          ['notify URL', enter],
          ['PayScore', enter],
          ['(chmod 600)?', KEYS.yes],
        ],
        {},
        '--private-key',
        'apiclient_key.pem',
        '--certificate',
        '../apiclient_cert.pem',
      );
      expect({ code, screen }).toMatchObject({ code: 3, screen: expect.not.stringContaining('(mode 0644)') });
      expect((await stat(key)).mode & 0o777).toBe(0o600);
    });

    it.each([
      ['Ctrl-C', KEYS.ctrlC],
      ['Ctrl-D', `${KEYS.clear}${KEYS.ctrlD}`],
    ])('%s leaves nothing behind', async (_, keys) => {
      const { code, screen } = await run([
        ['path of apiclient_key.pem', `../apiclient_key.pem${enter}`],
        ['path of apiclient_cert.pem', keys],
      ]);
      expect({ code, files: await readdir(cwd) }).toEqual({ code: 130, files: [] });
      expect(screen).toContain('stopped; nothing was written');
    });

    it('asks nothing when an existing file will not be replaced', async () => {
      await writeFile(rc(), '# mine\n');
      const { code, screen } = await run([]);
      expect({ code, screen }).toMatchObject({ code: 3, screen: expect.not.stringContaining('Account Center') });
    });
  });
});
