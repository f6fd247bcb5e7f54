import { expect, it } from 'vitest';
import { chineseIn, englishIn } from './english.js';

it.each([
  ['error: a command is missing', ['error: a command is missing']],
  ['错误：the file is not readable', ['the file is not readable']],
  ['错误：Invalid input: expected string', ['Invalid input: expected string']],
  ['第一行\n提示：Look at it again.\n', ['Look at it again']],
  ["错误：it isn't well-formed", ["it isn't well-formed"]],
  ['wxpay has no such thing', ['wxpay has no such thing']],
])('%j holds English', (text, found) => {
  expect(englishIn(text)).toEqual(found);
});

it.each([
  '错误：缺少 mchid、serial 和 privateKey',
  '请运行：wxpay certs download --out certs',
  'wxpay insurance get none --sandbox\nopenssl pkcs12 -in apiclient_cert.p12 -legacy',
  '应答为 "the order does not exist"',
  '{"error": {"message": "this is not read"}}',
  '{\n  "message": "this is not read",\n  "list": [\n  ]\n}',
  'HTTP TLS JSON PEM YAML',
  '配置 ./a/b.pem https://api.mch.weixin.qq.com/v3/x order_receive_state --out-order-no PARAM_ERROR',
  '用法：wxpay request <method the API has> <path>',
  '可用：table、json、ndjson',
])('%j holds none', (text) => {
  expect(englishIn(text)).toEqual([]);
});

it('finds Chinese', () => {
  expect(chineseIn('error: 缺少 mchid。')).toEqual(['缺少', '。']);
  expect(chineseIn('error: missing mchid')).toEqual([]);
});
