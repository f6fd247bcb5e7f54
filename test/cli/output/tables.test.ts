import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.js';
import { runInProcess } from '../../helpers/in-process.js';

const home = mkdtempSync(join(tmpdir(), 'wxpay-tables-'));
const path = (name: string) => join(home, name);
let sandbox: Sandbox;

const run = (args: readonly string[], env: Record<string, string>, columns?: number) => {
  const config = sandbox.configFile ?? '';
  return runInProcess(args, { home, env: { XDG_STATE_HOME: home, WECHATPAY_CONFIG: config, ...env }, columns });
};

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: path('data'), receiveAfter: 3_600_000 });
  writeFileSync(path('rows.csv'), 'openid\no1\na"b\n');
  const head = 'POST /notify HTTP/1.1\r\nContent-Type: application/json\r\n\r\n';
  writeFileSync(path('kept.http'), `${head}{"id":"EV-2018022511223320873"}`);
  await run(['insurance', 'create', '--openid', 'oUser', '--out-order-no', 'n1'], {});
});
afterAll(async () => {
  await sandbox.close();
  rmSync(home, { recursive: true });
});

const DEAD = ['--to', 'http://127.0.0.1:1/notify', '--timeout', '1'];

/** Every command that prints a table. */
const TABLES: readonly (readonly [string, string[]])[] = [
  ['an order', ['insurance', 'get', 'n1']],
  ['a qualification', ['insurance', 'qualification', 'oUser']],
  ['results of send', ['notify', 'send', ...DEAD, '--data', path('data')]],
  ['results of replay', ['notify', 'replay', path('kept.http'), ...DEAD]],
  ['a configuration', ['config', 'show']],
  ['checks of a configuration', ['config', 'check', '--offline']],
  ['an explanation', ['explain', 'PARAM_ERROR']],
  ['the summary of a batch', ['insurance', 'batch', path('rows.csv'), '--id', 'x', '--dry-run']],
];

/** What a person sees, without what differs between two runs. */
const seen = ({ stdout, stderr }: { stdout: string; stderr: string }): string =>
  (stdout + stderr).replace(/\d+\.\d+ (?:s|秒)|out_order_no \S+|(?:order|订单) \S+ ·/g, '');

describe.each(TABLES)('the table of %s', (_, args) => {
  it('is the same in colour, but for the colours', async () => {
    const plain = await run(args, { NO_COLOR: '1' });
    const coloured = await run(args, { FORCE_COLOR: '1' });
    expect(plain.stdout + plain.stderr).not.toContain('\u001b');
    expect(stripVTControlCharacters(seen(coloured))).toBe(seen(plain));
  });

  it.each([60, 80, 140].flatMap((columns) => (['en', 'zh'] as const).map((language) => ({ columns, language }))))(
    'fits the terminal: %j',
    async ({ columns, language }) => {
      const { stdout } = await run([...args, '--lang', language], {}, columns);
      const widths = stdout.split('\n').map((line) => stringWidth(stripVTControlCharacters(line)));
      // The NDJSON lines of a batch are data, and not wrapped.
      if (!stdout.startsWith('{')) expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
    },
  );
});
