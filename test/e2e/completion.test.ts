import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasShell, type Shell, type ShellName, startShell } from './helpers/shells.js';
import { freshMachine, type Machine } from './wxpay.js';

let machine: Machine;
beforeAll(async () => {
  machine = await freshMachine();
  await writeFile(join(machine.home, 'rows.csv'), 'openid\no1\n');
  await mkdir(join(machine.home, 'kept'));
  const config = { profiles: { staging: { mchid: '1900000109' } }, privateKey: '${UNSET}' };
  await writeFile(join(machine.home, '.wechatpayrc.json'), JSON.stringify(config), { mode: 0o600 });
});
afterAll(() => machine.dispose());

describe.each(['bash', 'zsh', 'fish'] satisfies ShellName[])('in %s a tab completes', (name) => {
  const isThere = hasShell(name);
  let shell: Shell | undefined;
  beforeAll(async () => {
    if (isThere) shell = await startShell(name, machine.home);
  });
  afterAll(() => shell?.stop());

  it.skipIf(!isThere).each([
    ['a command', 'insu\tcrea\t', ['insurance', 'create']],
    ['an option', 'insurance create --out-o\t', ['insurance', 'create', '--out-order-no']],
    ['an option of all commands', 'config show --no-c\t', ['config', 'show', '--no-color']],
    ['a choice', 'insurance get n1 --output nd\t', ['insurance', 'get', 'n1', '--output', 'ndjson']],
    ['a choice behind an equals sign', 'config show --lang=z\t', ['config', 'show', '--lang=zh']],
    ['a profile', 'config show -p stag\t', ['config', 'show', '-p', 'staging']],
    ['a fault', 'sandbox --fault timeout-\t', ['sandbox', '--fault', 'timeout-after-store']],
    ['a state', 'notify send --state REC\tVED', ['notify', 'send', '--state', expect.stringMatching(/^RECEIV/)]],
    [
      'a field',
      'insurance get n1 --field order_r\tstate',
      ['insurance', 'get', 'n1', '--field', expect.stringMatching(/^order_receive_/)],
    ],
    ['a topic', 'help exit\t', ['help', 'exit-codes']],
    ['a code', 'explain UNTRUSTED\t', ['explain', 'UNTRUSTED_CONFIG']],
    ['a file', 'insurance batch row\t', ['insurance', 'batch', 'rows.csv']],
    ['a file behind @', 'insurance create --data @row\t', ['insurance', 'create', '--data', '@rows.csv']],
    ['a folder', 'certs download --out kep\t', ['certs', 'download', '--out', expect.stringMatching(/^kept\/?$/)]],
  ])('%s', async (_, keys, words) => {
    expect(await shell?.type(`wxpay ${keys}`)).toEqual(words);
  });
});

describe('wxpay completion', () => {
  it('has a script for PowerShell', async () => {
    const { code, stdout } = await machine.run(['completion', 'powershell']);
    expect(code).toBe(0);
    expect(stdout).toContain('Register-ArgumentCompleter -Native -CommandName wxpay');
  });

  it('suggests the nearest shell', async () => {
    const { code, stdout, stderr } = await machine.run(['completion', 'csh']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('bash, zsh, fish, powershell');
  });

  it('is silent about a configuration that cannot be read', async () => {
    const env = { WECHATPAY_CONFIG: '/nowhere.yaml' };
    const asked = await machine.run(['__complete', '--', '--profile', '='], { env });
    expect(asked).toEqual({ code: 0, stdout: 'none\n', stderr: '' });
  });
});
