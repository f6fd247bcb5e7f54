import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MerchantFacts, signerFacts } from '../e2e/helpers/signer-facts.js';
import { freshMachine, type Machine, type RunningSandbox, sandboxRequests } from '../e2e/wxpay.js';
import { installed } from '../helpers/installed.js';

const execute = promisify(execFile);

const SOFTHSM = '/usr/lib/softhsm/libsofthsm2.so';
const HAS_TOKENS = installed('softhsm2-util') && installed('pkcs11-tool') && existsSync(SOFTHSM);

const read = (name: string): Promise<string> => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** The code blocks of a document, without comments in them: these are in the language of the document. */
const blocks = (text: string): string[] =>
  Array.from(text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```$/gm), ([, code = '']) =>
    code.replace(/^ *\/\/.*\n| +#.*$/gm, ''),
  );

/** The block of the document that is a file of this name. */
const named = async (file: string): Promise<string> => {
  const [, code] =
    (await read('signer.md')).split(`<!-- signer: ${file} -->\n`)[1]?.match(/^```\w+\n([\s\S]*?)^```$/m) ?? [];
  if (code === undefined) throw new Error(`the document has no ${file}`);
  return code;
};

describe('the document on signers', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let facts: MerchantFacts;
  let config: string;
  beforeAll(async () => {
    machine = await freshMachine();
    sandbox = await machine.startSandbox(['--data', join(machine.home, 'sandbox'), '--mode', 'certificate']);
    let key: string;
    ({ facts, key } = await signerFacts(machine, sandbox));
    await copyFile(key, join(machine.home, 'apiclient_key.pem'));
    config = join(machine.home, 'wechatpay.json');
    await writeFile(config, JSON.stringify(facts), { mode: 0o600 });
    for (const file of ['file-signer.mjs', 'pkcs11-signer.mjs', 'kms-signer.mjs', 'make-token.sh']) {
      await writeFile(join(machine.home, file), await named(file));
    }
  });
  afterAll(() => machine.dispose());

  const runWith = (signer: readonly string[], args: readonly string[], env: Record<string, string> = {}) =>
    machine.run(['--config', config, ...args], { env: { WECHATPAY_SIGNER: JSON.stringify(signer), ...env } });
  const create = ['insurance', 'create', '--openid', 'o1', '--json'];

  it('shows the same in both languages', async () => {
    const [english, chinese] = await Promise.all([read('signer.md'), read('signer.zh-CN.md')]);
    expect(blocks(english).length).toBeGreaterThan(8);
    expect(blocks(chinese).map((block) => block.replaceAll('原因', 'why'))).toEqual(blocks(english));
    const levels = (text: string): string[] => Array.from(text.matchAll(/^#+ /gm), String);
    expect(levels(chinese)).toEqual(levels(english));
  });

  it('signs an order with a key file, by hand too, and refuses other paths', async () => {
    const [byHand] = blocks(await read('signer.md')).filter((block) => block.startsWith('echo '));
    const { stdout } = await execute('sh', ['-c', byHand ?? ''], { cwd: machine.home });
    expect(JSON.parse(stdout)).toEqual({ signature: expect.stringMatching(/^[\w+/]{342}==$/) });
    const signer = [process.execPath, 'file-signer.mjs', 'apiclient_key.pem'];
    const created = await runWith(signer, create);
    expect(created).toMatchObject({ code: 0, stderr: '' });
    const checked = await runWith(signer, ['config', 'check', '--json']);
    const { checks }: { checks: { name: string; status: string }[] } = JSON.parse(checked.stdout);
    const ofSigner = checks.filter(({ name }) => name === 'signer.command').map(({ status }) => status);
    expect(ofSigner).toEqual(['ok', 'ok']);
    const before = (await sandboxRequests(sandbox)).length;
    const refused = await runWith(signer, ['request', 'POST', '/v3/transfer-batches', '--data', '{}', '--json']);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(JSON.parse(refused.stderr).error).toMatchObject({ code: 'SIGNER_FAILED' });
    expect(await sandboxRequests(sandbox)).toHaveLength(before);
  });

  it('has a sketch for AWS KMS that is valid JavaScript', async () => {
    await execute(process.execPath, ['--check', join(machine.home, 'kms-signer.mjs')]);
  });

  describe.skipIf(!HAS_TOKENS)('with a token of SoftHSM2 (skipped without softhsm2 and opensc)', () => {
    let env: Record<string, string>;
    const signerFor = (id: string): string[] => [process.execPath, 'pkcs11-signer.mjs', SOFTHSM, 'wechatpay', id];
    beforeAll(async () => {
      const settings = join(machine.home, 'softhsm2.conf');
      const tokens = join(machine.home, 'tokens');
      await mkdir(tokens);
      await writeFile(settings, `directories.tokendir = ${tokens}\nlog.level = ERROR\n`);
      env = { SOFTHSM2_CONF: settings };
      const options = { cwd: machine.home, env: { ...process.env, ...env } };
      await execute('sh', ['-e', 'make-token.sh'], options);
      env['PKCS11_PIN'] = '1234';
      await rm(join(machine.home, 'apiclient_key.pem'));
      // Another key, as one that was made on the token, for which there is no certificate.
      const login = ['--module', SOFTHSM, '--token-label', 'wechatpay', '--login', '--pin', '1234'];
      await execute('pkcs11-tool', [...login, '--keypairgen', '--key-type', 'rsa:2048', '--id', '02'], options);
    });

    it('signs an order, and a batch in order', async () => {
      const created = await runWith(signerFor('01'), create, env);
      expect(created).toMatchObject({ code: 0, stderr: '' });
      const rows = Array.from({ length: 12 }, (_, index) => `{"openid": "p${index}"}\n`).join('');
      const input = join(machine.home, 'rows.ndjson');
      await writeFile(input, rows);
      const batch = await runWith(signerFor('01'), ['insurance', 'batch', input, '--quiet'], env);
      expect(batch).toMatchObject({ code: 0, stderr: '' });
      expect(batch.stdout.match(/"status":"created"/g)).toHaveLength(12);
    });

    it('is refused with the signature of a key that the certificate is not of', async () => {
      const refused = await runWith(signerFor('02'), create, env);
      expect(refused).toMatchObject({ code: 3, stdout: '' });
      expect(JSON.parse(refused.stderr).error).toMatchObject({ code: 'SIGNER_WRONG_SIGNATURE' });
    });

    it('tries a wrong PIN once, and tells what the token says', async () => {
      const refused = await runWith(signerFor('01'), create, { ...env, PKCS11_PIN: '9999' });
      expect(refused).toMatchObject({ code: 3, stdout: '' });
      const { error } = JSON.parse(refused.stderr);
      expect(error).toMatchObject({ code: 'SIGNER_ENDED', message: expect.stringMatching(/PIN|exit code 1/) });
      expect(refused.stderr).not.toContain('9999');
    });
  });
});
