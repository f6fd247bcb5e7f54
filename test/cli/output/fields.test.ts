import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../../helpers/in-process.js';

const home = mkdtempSync(join(tmpdir(), 'wxpay-fields-'));
afterAll(() => rmSync(home, { recursive: true }));

const run = (...args: string[]) => runInProcess(args, { home, env: { XDG_STATE_HOME: home, WXPAY_UNUSED: '' } });
const dryRun = ['insurance', 'create', '--sandbox', '--openid', 'o1', '--out-order-no', 'n1', '--dry-run'];

describe('--field prints one value, raw,', () => {
  it('of a dry run', async () => {
    expect(await run(...dryRun, '--field', 'body')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\{"out_order_no":"n1","openid":"o1",.*\}\n$/),
    });
    expect((await run(...dryRun, '--field', 'curl')).stdout).toMatch(/^curl --include .*\n$/);
    expect(JSON.parse((await run(...dryRun, '--field', 'headers')).stdout)).toHaveProperty('Authorization');
  });

  it.each([
    [['explain', 'PARAM_ERROR'], 'code', 'PARAM_ERROR\n'],
    [['explain', '5'], 'exit_codes', '[5]\n'],
  ])('of %j: %s', async (command, field, stdout) => {
    expect(await run(...command, '--field', field)).toMatchObject({ code: 0, stdout });
  });
});

it.each([
  [[...dryRun], 'order_id'],
  [['explain', '5'], 'exitcodes'],
  [['certs', 'download'], 'serial'],
  [['sandbox'], 'uri'],
  [['sandbox', 'exec', '--', 'true'], 'url'],
  [['config', 'check'], 'name'],
  [['config', 'path'], 'path'],
  [['notify', 'decode'], 'ressource'],
  [['notify', 'send', '--to', 'http://127.0.0.1:1/'], 'stauts'],
  [['insurance', 'batch', 'rows.csv'], 'line'],
])('%j refuses --field %s before anything is done', async (command, field) => {
  const [end, ...rest] = command.includes('--') ? ['--', ...command.slice(command.indexOf('--') + 1)] : [''];
  const head = end === '' ? command : command.slice(0, command.indexOf('--'));
  const { code, stdout, stderr } = await run(...head, '--field', field, ...(end === '' ? [] : [end, ...rest]));
  expect(stderr).toContain('--field');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

describe('insurance qualification --exit-code', () => {
  it.each([
    ['o1', 0, true],
    ['oUNQUALIFIED', 7, false],
  ])('ends for %s with %i', async (openid, code, qualified) => {
    const ended = await run('insurance', 'qualification', openid, '--sandbox', '--exit-code', '--json');
    expect(ended.code).toBe(code);
    expect(JSON.parse(ended.stdout)).toEqual({ qualified_user: qualified });
    expect(ended.stderr).toBe('');
  });

  it('does not take a call that failed for an answer', async () => {
    const args = ['insurance', 'qualification', 'o1', '--exit-code', '--sandbox', '--base-url', 'http://127.0.0.1:1'];
    expect((await run(...args)).code).toBe(2);
    expect((await run('insurance', 'qualification', 'oUNQUALIFIED', '--sandbox')).code).toBe(0);
  });
});
