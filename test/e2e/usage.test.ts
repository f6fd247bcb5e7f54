import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { BIN, freshMachine, type Machine, type RunningSandbox, sandboxRequests } from './wxpay.js';

describe('how the command is called', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    sandbox = await machine.startSandbox();
  });
  afterAll(() => machine.dispose());

  it('prints the version, alone or among other words', async () => {
    expect(await machine.run(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    expect((await machine.run(['-V', '--no-color'])).stdout).toBe(`${manifest.version}\n`);
  });

  it('shows help on stdout when asked, with every field of the API in the help of create', async () => {
    const { code, stdout, stderr } = await machine.run(['insurance', 'create', '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const option of [
      '--openid',
      '--out-order-no',
      '--notify-url',
      '--service-id',
      '--data',
      '--dry-run',
      '--wait',
    ]) {
      expect(stdout).toContain(option);
    }
    expect((await machine.run(['insurance', 'create', '--help', '--lang', 'zh'])).stdout).toContain('用户标识');
  });

  it.each([
    [['insurance', 'create', '--opnid', 'o1'], '--openid'],
    [['insurence', 'create'], 'insurance'],
    [['insurance', 'creat'], 'create'],
    [['insurance', 'get', 'n1', '--sandbox', '--field', 'order_recieve_state'], 'order_receive_state'],
    [['sandbox', '--fault', 'unsined'], 'unsigned'],
  ])('suggests the nearest name for %j', async (args, suggestion) => {
    const { code, stdout, stderr } = await machine.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`Did you mean ${suggestion}?`);
  });

  it.each([
    [['insurance', 'create', '--sandbox'], '--openid'],
    [['insurance', 'create', '--sandbox', '--openid', ''], '--openid'],
    [['insurance', 'create', '--sandbox', '--openid', 'o 1'], 'invisible'],
    [['insurance', 'create', '--sandbox', '--openid', 'o1', '--out-order-no', 'a b'], '--out-order-no'],
    [['insurance', 'create', '--sandbox', '--openid', 'o1', '--notify-url', 'https://example.com/?a=1'], 'query'],
    [['insurance', 'create', '--sandbox', '--openid', 'o1', '--data', '{"opnid":1}'], 'Did you mean openid?'],
    [['insurance', 'create', '--sandbox', '--openid', 'o1', '--data', '[1]'], 'JSON object'],
    [
      ['insurance', 'create', '--sandbox', '--data', '{"openid":"o1",\n"openid":"o2"}'],
      'line 2, column 1: the key "openid"',
    ],
    [
      ['insurance', 'create', '--sandbox', '--openid', 'o1', '--data', '{"openid":"o1"'],
      'line 1, column 15: expected a comma',
    ],
    [['insurance', 'create', '--sandbox', '--data', '['.repeat(100_000)], 'deeper than 100 levels'],
    [['insurance', 'create', '--sandbox', '--openid', 'o🔋'], 'openid: it contains 🔋 (U+1F50B)'],
    [
      ['insurance', 'create', '--sandbox', '--data', '{"openid":"o\\ud83d"}'],
      'openid: it contains half a character (U+D83D',
    ],
    [['request', 'POST', '/v3/x', '--sandbox', '--data', '{"a":1,"a":2}'], 'the key "a" stands twice'],
    [['request', 'POST', '/v3/x', '--sandbox', '--data', '{"a":'], 'line 1, column 6: expected a value'],
    [['insurance', 'create', '--sandbox', '--openid', 'o1', '--data', '@/nowhere.json'], '/nowhere.json'],
    [['insurance', 'create', '--sandbox', '--openid', 'o1', '--timeout', 'soon'], '--timeout'],
    [['insurance', 'create', '--sandbox', '--openid', 'o1', '-o', 'xml'], 'table, json, ndjson'],
    [['insurance', 'create', '--sandbox', '--profile', 'x', '--openid', 'o1'], '--profile'],
    [['insurance', 'get', '--sandbox'], 'out-order-no'],
    [['insurance', 'get', 'a/b', '--sandbox'], 'a/b'],
    [['insurance', 'qualification', '..', '--sandbox'], '..'],
    [['insurance', 'get', 'a', 'b', '--sandbox'], 'argument'],
  ])('answers a wrong call with exit code 2 and names what is wrong: %j', async (args, named) => {
    const { code, stdout, stderr } = await machine.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(named);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([[['--json']], [['-ojson']], [['-qo', 'json']], [['-o', 'table', '-o', 'json']]])(
    'tells a wrong call as one JSON object with %j',
    async (format) => {
      for (const wrong of [
        ['--opnid', 'o1'],
        ['--openid', '--dry-run'],
      ]) {
        const { code, stdout, stderr } = await machine.run(['insurance', 'create', ...format, ...wrong]);
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(JSON.parse(stderr).error).toMatchObject({ type: 'usage' });
      }
    },
  );

  it.each([
    ['-ojson', /^\{\n/],
    ['-qondjson', /^\{"/],
    ['--json=', undefined],
  ])('prints in the format that %s says', async (format, shape) => {
    const { code, stdout } = await machine.run(['insurance', 'create', '--sandbox', '--openid', 'oFormat', format]);
    expect(code).toBe(shape === undefined ? 2 : 0);
    if (shape !== undefined) expect(stdout).toMatch(shape);
  });

  it.each([
    '--id',
    '--results',
    '--ignore',
    '--keep',
    '--failed',
    '--shard',
    '--rate',
    '--config',
    '--profile',
    '--base-url',
  ])('a dry run stays one when the value of %s is an unset variable', async (option) => {
    const rows = join(machine.home, 'rows.csv');
    await writeFile(rows, 'openid\no1\no2\n');
    const env = { WECHATPAY_CONFIG: sandbox.config };
    for (const words of [
      [option, '--dry-run'],
      [option, '', '--dry-run'],
      [option, '-q', '--dry-run'],
    ]) {
      const { code, stderr } = await machine.run(['insurance', 'batch', rows, ...words], { env });
      expect(code).toBe(2);
      expect(stderr).toContain(`${option}: expected a value`);
    }
    expect(await sandboxRequests(sandbox)).toEqual([]);
  });

  it.each(['--openid', '--out-order-no', '--service-id', '--notify-url', '--data'])(
    'create %s takes no option for its value, except behind an equals sign',
    async (option) => {
      const swallowed = await machine.run(['insurance', 'create', '--sandbox', option, '--dry-run']);
      expect(swallowed.code).toBe(2);
      expect(swallowed.stderr).toContain(`${option}: expected a value, found "--dry-run"`);
      const meant = await machine.run(['insurance', 'create', '--sandbox', `${option}=--dry-run`]);
      expect(meant.stderr).not.toContain('which looks like an option');
    },
  );

  it('refuses an argument that is not UTF-8, and sends nothing', async () => {
    const call = `exec "$0" "$1" insurance create --sandbox --openid "$(printf 'o\\377')"`;
    const child = spawn('sh', ['-c', call, process.execPath, BIN], { env: { HOME: machine.home } });
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(code).toBe(2);
    expect(stderr).toContain('the word behind --openid is not valid UTF-8');
  });

  it('takes global options before and after the command', async () => {
    const before = await machine.run(['--sandbox', '--json', 'insurance', 'create', '--openid', 'oGlobal']);
    const after = await machine.run(['insurance', 'create', '--openid', 'oGlobal', '--sandbox', '--json']);
    expect([before.code, after.code]).toEqual([0, 0]);
    expect(JSON.parse(before.stdout)).toMatchObject({ openid: 'oGlobal' });
  });

  it.each([[[]], [['insurance']], [['--lang', 'zh', 'notify']]])(
    'shows help where a command is missing: %j',
    async (args) => {
      const bare = await machine.run(args);
      expect(bare).toEqual(await machine.run([...args, '--help']));
      expect(bare).toMatchObject({ code: 0, stderr: '' });
    },
  );
});
