import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificate, createKey, type TestKey } from '../config/keys.js';
import { freshMachine, type Machine, type RunningSandbox } from './wxpay.js';

interface Check {
  name: string;
  status: 'ok' | 'warn' | 'fail';
  message: string;
  hint?: string;
}

const SERIAL = '3775B6A45ACD588826D15E583A95F5DD4E2F1A0B';
const KEY_ID = 'PUB_KEY_ID_0119000001092024101500000000000001';

describe('wxpay config check --offline', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let folder: string;
  let merchant: TestKey;
  const values = {
    mchid: '1900000109',
    privateKey: './apiclient_key.pem',
    certificate: './apiclient_cert.pem',
    certs: { [KEY_ID]: './pub_key.pem' },
    apiv3Key: 'k'.repeat(32),
    insurance: { notifyUrl: 'https://pay.shop-of-mine.cn/notify' },
  };
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    sandbox = await machine.startSandbox();
    folder = join(machine.home, 'keys');
    await mkdir(folder);
    merchant = createKey();
    const put = (name: string, content: string) => writeFile(join(folder, name), content, { mode: 0o600 });
    await put('apiclient_key.pem', merchant.privateKey);
    await put('apiclient_cert.pem', await createCertificate(merchant, SERIAL, '1900000109'));
    await put('soon_cert.pem', await createCertificate(merchant, SERIAL, '1900000208', 10));
    await put('expired_cert.pem', await createCertificate(merchant, SERIAL, '1900000109', -1));
    await put('other_cert.pem', await createCertificate(createKey(), SERIAL, '1900000109'));
    await put('pub_key.pem', createKey().publicKey);
  });
  afterAll(() => machine.dispose());

  let count = 0;
  const write = async (config: unknown, text = JSON.stringify(config)): Promise<string> => {
    count += 1;
    const file = join(folder, `config-${count}.json`);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const check = async (file: string, args: readonly string[] = [], env: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await machine.run(
      ['config', 'check', '--offline', '--json', '-c', file, ...args],
      { env },
    );
    const { ok, checks }: { ok: boolean; checks: Check[] } = JSON.parse(stdout);
    expect(code).toBe(ok ? 0 : 3);
    expect(stderr).toBe('');
    expect(ok).toBe(checks.every(({ status }) => status !== 'fail'));
    const of = (name: string, status: Check['status']) =>
      checks
        .filter((one) => one.name === name && one.status === status)
        .map(({ message, hint }) => (hint === undefined ? message : `${message} → ${hint}`))
        .join('\n');
    return { ok, checks, of, stdout };
  };

  it('passes the configuration of a sandbox, as a table and as JSON, in both languages', async () => {
    expect((await check(sandbox.config)).checks.map(({ status }) => status)).not.toContain('warn');
    const table = await machine.run(['config', 'check', '--offline', '-c', sandbox.config]);
    expect(table.code).toBe(0);
    expect(table.stdout).toMatch(/^✓ {2}file .*\n✓ {2}profile /);
    expect(table.stdout).not.toMatch(/^[!✗]/m);
    expect(table.stderr).toMatch(/^\d+ checks passed\n$/);
    const chinese = await machine.run(['config', 'check', '--offline', '-c', sandbox.config, '--lang', 'zh']);
    expect(chinese.stdout).toContain('全部密钥相互匹配');
    expect(chinese.stderr).toMatch(/^\d+ 项检查通过\n$/);
  });

  it('passes a live configuration, and says what every part is', async () => {
    const { ok, checks, of } = await check(await write(values));
    expect({ ok, open: checks.filter(({ status }) => status !== 'ok') }).toEqual({ ok: true, open: [] });
    expect(of('baseUrl', 'ok')).toBe('https://api.mch.weixin.qq.com: live');
    expect(of('privateKey', 'ok')).toMatch(
      /^RSA private key, 2048 bits, .*apiclient_key\.pem \(mode 0600, owner: you\)$/,
    );
    expect(of('certificate', 'ok')).toContain(`serial ${SERIAL}, belongs to the private key, valid until 20`);
    expect(of(`certs.${KEY_ID}`, 'ok')).toContain('WeChat Pay public key');
  });

  it('names everything that is missing at once, without any file too', async () => {
    const { of } = await check(await write({}));
    for (const name of ['mchid', 'privateKey', 'certificate', 'certs']) {
      expect(of(name, 'fail')).toMatch(/^missing → Set one of: .*WECHATPAY_/);
    }
    expect(of('apiv3Key', 'warn')).toContain('WECHATPAY_APIV3_KEY');
    expect(of('insurance.notifyUrl', 'warn')).toContain('--notify-url');
    const empty = join(machine.home, 'empty');
    await mkdir(empty);
    const { code, stdout } = await machine.run(['config', 'check', '--offline'], { cwd: empty });
    expect(code).toBe(3);
    expect(stdout).toContain(`none was found in ${empty}`);
  });

  it('judges every part by itself: a bad one hides none of the others', async () => {
    const { of, stdout } = await check(
      await write({
        ...values,
        privateKey: './nowhere.pem',
        certs: { [KEY_ID]: './apiclient_cert.pem', '5157F09EFDC096DE15EBE81A47057A7232F1B8E2': './gone.pem' },
        apiv3Key: 'short',
      }),
    );
    expect(of('privateKey', 'fail')).toContain('nowhere.pem');
    expect(of('certificate', 'ok')).toContain('the private key was not read');
    expect(of(`certs.${KEY_ID}`, 'fail')).toContain('found a certificate');
    expect(of('certs.5157F09EFDC096DE15EBE81A47057A7232F1B8E2', 'fail')).toContain('does not exist');
    expect(of('apiv3Key', 'fail')).toContain('32');
    expect(stdout).not.toContain('short');
  });

  it.each([
    ['another key', './other_cert.pem', 'certificate', 'fail', 'do not belong together'],
    ['a date in the past', './expired_cert.pem', 'certificate', 'fail', /^expired on .*商户API证书/],
    ['a date that is near', './soon_cert.pem', 'certificate', 'warn', /expires on .*, in 10 days → Renew it/],
    [
      'another merchant',
      './soon_cert.pem',
      'certificate',
      'warn',
      /issued to merchant 1900000208, but mchid is 1900000109/,
    ],
  ] as const)('finds a certificate of %s', async (_, certificate, name, status, message) => {
    const { of } = await check(await write({ ...values, certificate }));
    expect(of(name, status)).toMatch(message);
  });

  it("finds the merchant's own certificate in the place of WeChat Pay's", async () => {
    const { of } = await check(await write({ ...values, certs: { [SERIAL]: './apiclient_cert.pem' } }));
    expect(of(`certs.${SERIAL}`, 'fail')).toContain("your own certificate or key, not WeChat Pay's");
  });

  it.skipIf(process.platform === 'win32')('finds a private key that others may read', async () => {
    const open = join(folder, 'open_key.pem');
    await writeFile(open, merchant.privateKey);
    await chmod(open, 0o644);
    const { ok, of } = await check(await write({ ...values, privateKey: './open_key.pem' }));
    expect(ok).toBe(true);
    expect(of('privateKey', 'warn')).toContain(`(mode 0644) → Run: chmod 600 ${open}`);
  });

  it('tells of placeholders of the example in front of a live host, all of them', async () => {
    const insurance = { notifyUrl: 'https://example.com/notify', serviceId: '500001' };
    const { of } = await check(await write({ ...values, mchid: '1900000001', insurance }));
    expect(of('placeholders', 'fail')).toMatch(
      /mchid: 1900000001[\s\S]*notifyUrl: example\.com[\s\S]*serviceId: 500001/,
    );
  });

  it('tells of variables that override the file, or that have no effect', async () => {
    const file = await write({ profiles: { a: values }, mchid: '1900000208' });
    const env = { WECHATPAY_MCHID: '1900000109', WECHATPAY_SERIALS: 'x' };
    const { of } = await check(file, ['-p', 'a'], env);
    expect(of('profile', 'ok')).toBe('a; the file has a');
    expect(of('environment', 'warn')).toContain(`WECHATPAY_MCHID overrides ${file}:1: profiles.a.mchid`);
    expect(of('environment', 'warn')).toContain('WECHATPAY_SERIALS has no effect');
  });

  it('reports a file or profile that cannot be used as a failed check, and a bad option as a usage error', async () => {
    const file = await write(values);
    expect((await check(await write({}, '{'))).of('file', 'fail')).toContain('not valid JSON');
    expect((await check(file, ['-p', 'nope'])).of('profile', 'fail')).toContain('unknown profile');
    const { code, stdout } = await machine.run(['config', 'check', '--offline', '-c', file, '--base-url', 'ftp://x']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
