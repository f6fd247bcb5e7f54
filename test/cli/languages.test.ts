import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { chineseIn, englishIn } from '../helpers/english.js';
import { runInProcess } from '../helpers/in-process.js';

const home = mkdtempSync(join(tmpdir(), 'wxpay-languages-'));
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: ':memory:' });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(home, { recursive: true });
});

let count = 0;
const file = (text: string, extension = 'csv'): string => {
  count += 1;
  const path = join(home, `rows-${count}.${extension}`);
  writeFileSync(path, text);
  return path;
};

const run = (args: readonly string[]) =>
  runInProcess(args, { home, env: { XDG_STATE_HOME: home, WECHATPAY_CONFIG: sandbox.configFile ?? '' } });

const batch = (...args: string[]) => ['insurance', 'batch', ...args];
const dead = ['--to', 'http://127.0.0.1:1/notify', '--timeout', '1'];

/** Calls of every command here, such as people make; each by a function, because some need a file of their own. */
const CALLS: readonly (readonly [string, () => string[]])[] = [
  ['batch: all rows created', () => batch(file('openid\no1\no2\n'), '--id', 'x')],
  ['batch: numbers without a name', () => batch(file('openid\no1\n'))],
  ['batch: no CSV in a row', () => batch(file('openid\na"b\n'), '--dry-run')],
  ['batch: cells too many', () => batch(file('openid\no1,2\n'), '--dry-run')],
  ['batch: the same number twice', () => batch(file('openid,out_order_no\no1,n1\no2,n1\n'), '--dry-run')],
  ['batch: no object', () => batch(file('[]\n', 'ndjson'), '--dry-run')],
  ['batch: not UTF-8', () => batch(file('openid\n\uFFFD\n'), '--dry-run')],
  ['batch: a header twice', () => batch(file('openid,openid\no1,o1\n'))],
  ['batch: a column without a name', () => batch(file('openid,\no1,1\n'))],
  ['batch: no openid', () => batch(file('notify_url\nhttps://a.cn/\n'))],
  ['batch: --strict', () => batch(file('openid\no1,2\n'), '--strict')],
  ['batch: no results to resume', () => batch(file('openid\no1\n'), '--results', join(home, 'none'), '--resume')],
  ['batch: results that are none', () => batch(file('openid\no1\n'), '--results', file('x\n'), '--resume')],
  ['batch: results exist', () => batch(file('openid\no1\n'), '--results', file('{}\n'))],
  ['batch: results in a folder', () => batch(file('openid\no1\n'), '--results', home)],
  ['batch: results nowhere', () => batch(file('openid\no1\n'), '--results', join(home, 'no', 'folder'))],
  [
    'batch: --failed over the input',
    () => batch(...[file('openid\no1\n')].flatMap((rows) => [rows, '--failed', rows])),
  ],
  ['batch: --resume alone', () => batch(file('openid\no1\n'), '--resume')],
  ['batch: --retry-failed alone', () => batch(file('openid\no1\n'), '--retry-failed')],
  ['batch: --results -', () => batch(file('openid\no1\n'), '--results', '-')],
  ['batch: --field', () => batch(file('openid\no1\n'), '--field', 'line')],
  ['batch: a shard that is none', () => batch(file('openid\no1\n'), '--shard', '5/4')],
  ['batch: shards without an index', () => batch(file('openid\no1\n'), '--shards', '4')],
  ['notify send: nobody listens', () => ['notify', 'send', ...dead, '--data', join(home, 'wxpay', 'sandbox')]],
  ['notify send: no keys', () => ['notify', 'send', ...dead, '--data', home]],
  ['notify send: another URL', () => ['notify', 'send', '--to', 'http://example.com/']],
  ['notify replay: not a notification', () => ['notify', 'replay', file('x'), ...dead]],
  ['notify decode: no headers', () => ['notify', 'decode', file('{}', 'json')]],
  ['sandbox: no probability', () => ['sandbox', '--fault', '500:7']],
  ['sandbox exec: no program', () => ['sandbox', 'exec', '--', join(home, 'nothing')]],
  ['request: a header of the protocol', () => ['request', 'get', '/v3/certificates', '--header', 'Authorization: x']],
  ['request: a body of GET', () => ['request', 'get', '/v3/certificates', '--data', '{}']],
  ['request: another host', () => ['request', 'get', 'https://example.com/v3/certificates']],
  ['request: a fragment', () => ['request', 'get', '/v3/x#y']],
  ['request: a query', () => ['request', 'get', '/v3/x', '--query', 'y']],
  ['create: data that is a list', () => ['insurance', 'create', '--openid', 'o1', '--data', '[]']],
  ['create: a dry run', () => ['insurance', 'create', '--openid', 'o1', '--dry-run']],
  ['config check: --field', () => ['config', 'check', '--field', 'name']],
];

describe.each(CALLS)('%s', (_, call) => {
  it('is told in Chinese with --lang zh, and in English with --lang en', async () => {
    const [zh, en] = [await run(['--lang', 'zh', ...call()]), await run(['--lang', 'en', ...call()])];
    expect(zh.code).toBe(en.code);
    expect({ output: zh, english: englishIn(zh.stderr + zh.stdout) }).toEqual({ output: zh, english: [] });
    expect({ output: en, chinese: chineseIn(en.stderr) }).toEqual({ output: en, chinese: [] });
  });
});
