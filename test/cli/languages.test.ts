import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

/** What is wrong with a configuration, and how it differs from that of the sandbox. */
const CONFIGS: Readonly<Record<string, object>> = {
  'an unknown key': { mchId: '1' },
  'a key of another section': { insurance: { timeout: 3 } },
  'a merchant number that is not one': { mchid: 'shop' },
  'a serial that is not one': { serial: 'zz' },
  'a key that is not there': { privateKey: './nothing.pem' },
  'a key that is text': { privateKey: 'secret' },
  'a key in place of a certificate': { certificate: 'privateKey' },
  'our own key in place of theirs': { certs: 'privateKey' },
  'no certs': { certs: {} },
  'an unset variable': { mchid: '${NOTHING_SET}' },
  'a base URL with a path': { baseUrl: 'https://a.cn/v3' },
  'a time-out that is none': { timeout: 'long' },
  'retries out of range': { retries: 1000 },
  'a language nobody speaks': { lang: 'fr' },
  'a program that is text': { signer: { command: 'sign' } },
  'two that sign': { signer: { command: ['sign'] } },
  'an APIv3 key of another length': { apiv3Key: 'short' },
};

const configWith = (name: string): string => {
  const given: Record<string, unknown> = JSON.parse(readFileSync(sandbox.configFile ?? '', 'utf8'));
  const changed = Object.entries(CONFIGS[name] ?? {}).map(([key, value]): [string, unknown] => {
    const key0 = given['privateKey'];
    if (value !== 'privateKey') return [key, value];
    return [key, key === 'certs' ? { PUB_KEY_ID_0119000000012024101500000000000000: key0 } : key0];
  });
  const path = join(dirname(sandbox.configFile ?? ''), `config-${Object.keys(CONFIGS).indexOf(name)}.json`);
  writeFileSync(path, JSON.stringify({ ...given, ...Object.fromEntries(changed) }), { mode: 0o600 });
  return path;
};

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
  ['no such command', () => ['insurance', 'creat']],
  ['no such option', () => ['insurance', 'create', '--opnid', 'o1']],
  ['an argument missing', () => ['insurance', 'get']],
  ['arguments too many', () => ['insurance', 'get', 'n1', 'n2']],
  ['an empty value', () => ['insurance', 'create', '--openid', '']],
  ['an option as a value', () => ['insurance', 'create', '--openid', '--wait']],
  ['no such field', () => ['insurance', 'get', 'n1', '--field', 'statee']],
  ['--timeout', () => ['insurance', 'get', 'n1', '--timeout', '0']],
  ['--retries', () => ['insurance', 'get', 'n1', '--retries', '-1']],
  ['--base-url', () => ['insurance', 'get', 'n1', '--base-url', 'http://example.com']],
  ['--proxy', () => ['insurance', 'get', 'n1', '--proxy', 'ftp://x']],
  ['--config', () => ['insurance', 'get', 'n1', '--config', join(home, 'nothing')]],
  ['--profile', () => ['insurance', 'get', 'n1', '--profile', 'none']],
  ['--sandbox beside --base-url', () => ['insurance', 'get', 'n1', '--sandbox', '--base-url', 'https://a.cn']],
  ['create: all well', () => ['insurance', 'create', '--openid', 'o1']],
  ['create: with --wait', () => ['insurance', 'create', '--openid', 'o1', '--wait', '0.01']],
  ['create: a number that is not one', () => ['insurance', 'create', '--openid', 'o1', '--out-order-no', 'a b']],
  ['create: an openid with an emoji', () => ['insurance', 'create', '--openid', 'o🔋']],
  ['create: an openid with a blank', () => ['insurance', 'create', '--openid', 'o 1']],
  ['create: notify_url of FTP', () => ['insurance', 'create', '--openid', 'o1', '--notify-url', 'ftp://a.cn/']],
  [
    'create: notify_url with a query',
    () => ['insurance', 'create', '--openid', 'o1', '--notify-url', 'https://a.cn/?a'],
  ],
  [
    'create: notify_url of a private host',
    () => ['insurance', 'create', '--openid', 'o1', '--notify-url', 'https://10.0.0.1/'],
  ],
  ['create: a key twice', () => ['insurance', 'create', '--openid', 'o1', '--data', '{"a":1,"a":2}']],
  ['create: an unknown field', () => ['insurance', 'create', '--openid', 'o1', '--data', '{"opnid":"o"}']],
  ['create: a field twice', () => ['insurance', 'create', '--openid', 'o1', '--data', '{"openid":"o"}']],
  [
    'create: nobody listens',
    () => ['insurance', 'create', '--openid', 'o1', '--retries', '0', '--base-url', 'http://127.0.0.1:1'],
  ],
  [
    'create: the proxy is away',
    () => [
      'insurance',
      'create',
      '--openid',
      'o1',
      '--retries',
      '0',
      '--base-url',
      'https://a.invalid',
      '--proxy',
      'http://127.0.0.1:1',
    ],
  ],
  ['get: no such order', () => ['insurance', 'get', 'nothing']],
  ['get: with --verbose', () => ['insurance', 'get', 'nothing', '--verbose']],
  ['watch: no such order', () => ['insurance', 'watch', 'nothing', '--timeout', '0.01']],
  ['qualification', () => ['insurance', 'qualification', 'o1']],
  ['qualification: not qualified', () => ['insurance', 'qualification', 'oUNQUALIFIED', '--exit-code']],
  ['reconcile: no file', () => ['insurance', 'reconcile', join(home, 'nothing')]],
  ['reconcile: not a number', () => ['insurance', 'reconcile', file('a b\n', 'txt')]],
  ['reconcile: absent orders', () => ['insurance', 'reconcile', file('n1\n', 'txt')]],
  ['reconcile: --until-final', () => ['insurance', 'reconcile', file('n1\n', 'txt'), '--until-final', 'soon']],
  ['batch: --rate', () => batch(file('openid\no1\n'), '--rate', '-3')],
  ['batch: --concurrency', () => batch(file('openid\no1\n'), '--concurrency', '0')],
  ['batch: --encoding', () => batch(file('openid\no1\n'), '--encoding', 'latin1')],
  ['certs download: public-key mode', () => ['certs', 'download']],
  ['notify listen: --path', () => ['notify', 'listen', '--path', 'a?b']],
  ['notify listen: --forward-to', () => ['notify', 'listen', '--forward-to', 'ftp://x']],
  ['notify listen: --port', () => ['notify', 'listen', '--port', '99999']],
  ['sandbox: --latency', () => ['sandbox', '--latency', 'fast']],
  ['sandbox: --notify-speed', () => ['sandbox', '--notify-speed', '0']],
  ['sandbox: --key-switch', () => ['sandbox', '--key-switch', 'half']],
  ['sandbox: --deliver-to', () => ['sandbox', '--deliver-to', 'nowhere']],
  ['sandbox: --allow-host', () => ['sandbox', '--allow-host', 'https://a.cn']],
  ['sandbox: no such fault', () => ['sandbox', '--fault', 'tiemout']],
  ['sandbox: no such mode', () => ['sandbox', '--mode', 'both']],
  ['request: no such method', () => ['request', 'fetch', '/v3/certificates']],
  ['request: a path of nothing', () => ['request', 'get', '/v3/nothing']],
  ['explain: nothing known', () => ['explain', 'NOTHING_SUCH']],
  ['explain: a code', () => ['explain', 'SIGN_ERROR']],
  ['explain: a number', () => ['explain', '268498688']],
  ['explain: our own code', () => ['explain', 'UNTRUSTED_CONFIG']],
  ['config show', () => ['config', 'show']],
  ['config check', () => ['config', 'check']],
  ['config init: nothing given', () => ['config', 'init']],
  ...Object.keys(CONFIGS).map((name): readonly [string, () => string[]] => [
    `a configuration with ${name}`,
    () => ['--config', configWith(name), 'insurance', 'get', 'n1'],
  ]),
];

/** Words of WeChat Pay, which are shown as they are: messages of the API, labels of the merchant platform. */
const THEIRS = /订单不存在|请求的接口不存在|无可用的平台证书，请使用微信支付公钥|微信支付公钥/;

describe.each(CALLS)('%s', (_, call) => {
  it('is told in Chinese with --lang zh, and in English with --lang en', async () => {
    const [zh, en] = [await run(['--lang', 'zh', ...call()]), await run(['--lang', 'en', ...call()])];
    expect(zh.code).toBe(en.code);
    expect({ output: zh, english: englishIn(zh.stderr + zh.stdout) }).toEqual({ output: zh, english: [] });
    expect({ output: en, chinese: chineseIn(en.stderr).filter((words) => !THEIRS.test(words)) }).toEqual({
      output: en,
      chinese: [],
    });
  });
});
