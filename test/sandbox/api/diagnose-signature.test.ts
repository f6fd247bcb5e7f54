import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { diagnoseSignature } from '../../../src/sandbox/api/diagnose-signature.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

const sign = (message: string, key = privateKey, algorithm = 'RSA-SHA256') =>
  createSign(algorithm).update(message).sign(key, 'base64');

const BODY = '{"openid":"o中文","notify_url":"https://a.cn/n","out_order_no":"A1"}';
const parts = { method: 'POST', target: '/v3/a%7Cb?q=1', timestamp: '1700000000', nonce: 'N', body: Buffer.from(BODY) };
const diagnose = (signature: string) => diagnoseSignature(parts, signature, '127.0.0.1:8080', publicKey);

const lines = (change: Partial<Record<'method' | 'target' | 'body', string>> = {}) => [
  change.method ?? parts.method,
  change.target ?? parts.target,
  parts.timestamp,
  parts.nonce,
  change.body ?? BODY,
];
const message = (change?: Parameters<typeof lines>[0]) => `${lines(change).join('\n')}\n`;

describe('what was signed is found out:', () => {
  it.each([
    ['an empty body', message({ body: '' }), 'body differs from what was signed: an empty body'],
    [
      'Python’s spaces',
      message({ body: '{"openid": "o中文", "notify_url": "https://a.cn/n", "out_order_no": "A1"}' }),
      'serialized in another way',
    ],
    [
      'Python’s escapes',
      message({ body: '{"openid": "o\\u4e2d\\u6587", "notify_url": "https://a.cn/n", "out_order_no": "A1"}' }),
      'serialized in another way',
    ],
    [
      'PHP’s escapes',
      message({ body: '{"openid":"o\\u4e2d\\u6587","notify_url":"https:\\/\\/a.cn\\/n","out_order_no":"A1"}' }),
      'serialized in another way',
    ],
    [
      'sorted keys',
      message({ body: '{"notify_url":"https://a.cn/n","openid":"o中文","out_order_no":"A1"}' }),
      'its keys sorted',
    ],
    [
      'the path without query',
      message({ target: '/v3/a%7Cb' }),
      'path differs from what was signed: the path without its query',
    ],
    ['the decoded path', message({ target: '/v3/a|b?q=1' }), 'before it was percent-encoded'],
    ['the whole URL', message({ target: 'http://127.0.0.1:8080/v3/a%7Cb?q=1' }), 'the whole URL'],
    ['a method in lower case', message({ method: 'post' }), 'the method in lower case'],
    ['no last line break', lines().join('\n'), 'no line break at the end'],
    ['CRLF', `${lines().join('\r\n')}\r\n`, '\\r\\n instead of \\n'],
    ['two mistakes', message({ target: '/v3/a%7Cb', body: '' }), 'the path without its query, an empty body'],
  ])('%s', (_, signed, reason) => {
    const found = diagnose(sign(signed));
    expect(found.reason.en).toContain(reason);
    expect(found.signed).toBe(signed);
  });

  it('another key, another digest, and no signature at all', () => {
    expect(diagnose(sign(message(), other.privateKey)).reason.en).toBe(
      'not signed with the private key of this merchant',
    );
    expect(diagnose(sign(message(), privateKey, 'RSA-SHA1')).reason.en).toBe('signed with SHA-1, expected SHA-256');
    for (const junk of ['', 'AAAA', '中文', 'x'.repeat(10_000)]) expect(diagnose(junk).signed).toBeNull();
  });

  it('a message that is none of the usual mistakes', () => {
    expect(diagnose(sign('something else'))).toMatchObject({
      reason: { en: 'message differs from what was signed' },
      signed: null,
    });
  });
});
