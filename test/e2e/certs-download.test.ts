import { X509Certificate } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshMachine, type Machine, queueFaults, type RunningSandbox } from './wxpay.js';

interface Config {
  mchid: string;
  serial: string;
  privateKey: string;
  apiv3Key: string;
  baseUrl: string;
  certs: Record<string, string>;
}

const readConfig = async ({ config }: RunningSandbox): Promise<Config> => JSON.parse(await readFile(config, 'utf8'));

describe('wxpay certs download', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let serial: string;
  /** A merchant who has no certificate yet. */
  let first: Record<string, string>;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    sandbox = await machine.startSandbox(['--mode', 'certificate', '--data', ':memory:']);
    const config = await readConfig(sandbox);
    serial = Object.keys(config.certs)[0] ?? '';
    first = {
      WECHATPAY_MCHID: config.mchid,
      WECHATPAY_SERIAL: config.serial,
      WECHATPAY_PRIVATE_KEY: resolve(dirname(sandbox.config), config.privateKey),
      WECHATPAY_APIV3_KEY: config.apiv3Key,
      WECHATPAY_BASE_URL: config.baseUrl,
    };
  });
  afterAll(() => machine.dispose());

  const download = (out: string, env = first, ...args: string[]) =>
    machine.run(['certs', 'download', '--out', out, ...args], { env });

  it('writes what it has decrypted and verified, and says what the first download rests on', async () => {
    const { code, stdout, stderr } = await download('first');
    const file = join(machine.home, 'first', `wechatpay_${serial}.pem`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `certs:\n  "${serial}": ${file}\n` });
    expect(stderr).toContain('rests on the APIv3 key');
    expect((await stat(file)).mode & 0o777).toBe(0o644);
    expect(new X509Certificate(await readFile(file)).serialNumber).toBe(serial);
    expect(await readdir(join(machine.home, 'first'))).toEqual([`wechatpay_${serial}.pem`]);
  });

  it('gives a configuration that works', async () => {
    const { stdout } = await download('works');
    const { mchid, serial: own, baseUrl } = await readConfig(sandbox);
    const lines = [
      `mchid: "${mchid}"`,
      `serial: "${own}"`,
      `privateKey: ${first['WECHATPAY_PRIVATE_KEY']}`,
      `baseUrl: ${baseUrl}`,
    ];
    await writeFile(join(machine.home, '.wechatpayrc'), `${lines.join('\n')}\n${stdout}`);
    const asked = await machine.run(['insurance', 'qualification', 'o1', '--field', 'qualified_user']);
    expect(asked).toMatchObject({ code: 0, stdout: 'true\n' });
  });

  it('says when the answer was verified with a certificate that was known before', async () => {
    const { code, stderr } = await download('known', {}, '--config', sandbox.config);
    expect(code).toBe(0);
    expect(stderr).toContain(`verified with ${serial}, which was configured`);
  });

  it('adds, and never replaces', async () => {
    await download('again');
    const file = join(machine.home, 'again', `wechatpay_${serial}.pem`);
    const before = await stat(file);
    expect((await download('again')).stderr).toContain(`exists: ${file}`);
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
    await writeFile(file, 'something else');
    const { code, stderr } = await download('again');
    expect(code).toBe(3);
    expect(stderr).toContain('with another content');
    expect(await readFile(file, 'utf8')).toBe('something else');
  });

  it('a wrong APIv3 key is told as that, and nothing is written', async () => {
    const { code, stdout, stderr } = await download('wrong', { ...first, WECHATPAY_APIV3_KEY: 'x'.repeat(32) });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('APIV3_KEY_MISMATCH');
    await expect(readdir(join(machine.home, 'wrong'))).rejects.toThrow('ENOENT');
  });

  it.each(['unsigned', 'bad-signature', 'tampered'])('believes no answer that is %s', async (fault) => {
    await queueFaults(sandbox, fault);
    const { code, stdout } = await download(`forged-${fault}`, first, '--retries', '0');
    // Tampered bytes no longer decrypt, or are no JSON; that is noticed before the signature.
    expect({ refused: fault === 'tampered' ? code !== 0 : code === 6, stdout }).toEqual({ refused: true, stdout: '' });
    await expect(readdir(join(machine.home, `forged-${fault}`))).rejects.toThrow('ENOENT');
  });

  it('tells a merchant with a public key that there is nothing to download', async () => {
    const { code, stdout, stderr } = await machine.run(['certs', 'download', '--sandbox', '--json']);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(JSON.parse(stderr).error).toMatchObject({
      status: 404,
      code: 'RESOURCE_NOT_EXISTS',
      hint: expect.stringContaining('PUB_KEY_ID'),
    });
  });

  it('prints the certificates as JSON', async () => {
    const { stdout } = await download('json', first, '--json');
    expect(JSON.parse(stdout)).toEqual({
      certificates: [
        {
          serial_no: serial,
          effective_time: expect.stringMatching(/^\d{4}-/),
          expire_time: expect.stringMatching(/^\d{4}-/),
          file: join(machine.home, 'json', `wechatpay_${serial}.pem`),
        },
      ],
    });
  });
});
