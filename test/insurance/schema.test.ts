import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  createOrderRequest,
  fieldMeta,
  insuranceOrder,
  openid,
  outOrderNo,
  qualification,
  RECEIVE_STATES,
} from '../../src/insurance/schema.js';
import { issueMessage, listIssues } from '../../src/shared/zod-issues.js';

const request = {
  out_order_no: '6e8369071cd942c0476613f9d1ce9ca3',
  openid: '2323dfsdf342342',
  notify_url: 'https://api.test.com',
  service_id: '实例值',
};

/** What is wrong with the official example after a change, by field; nothing for a valid one. */
const problems = (change: Record<string, unknown>, allowLoopback = false): Record<string, string> => {
  const result = createOrderRequest(allowLoopback).safeParse({ ...request, ...change }, { error: issueMessage });
  return result.success
    ? {}
    : Object.fromEntries(listIssues(result.error).map(({ path, message }) => [path, message.en]));
};

const url = (length: number) => 'https://example.com/'.padEnd(length, 'a');

describe('the request of create', () => {
  test('takes the official example, and keeps it as it is', () => {
    expect(createOrderRequest(false).parse(request)).toEqual(request);
  });

  test('service_id may be left out; the others may not', () => {
    expect(problems({ service_id: undefined })).toEqual({});
    for (const name of ['out_order_no', 'openid', 'notify_url']) {
      expect(problems({ [name]: undefined })).toEqual({ [name]: 'it is required' });
    }
  });

  test('an unknown field is an error that names it', () => {
    expect(problems({ out_trade_no: '1' })).toEqual({ out_trade_no: 'unknown name' });
  });

  test.each(['out_order_no', 'openid', 'notify_url', 'service_id'])('%s is text', (name) => {
    for (const value of [1, null, true, ['a'], {}]) expect(Object.keys(problems({ [name]: value }))).toEqual([name]);
  });

  test.each([
    ['out_order_no', 'a', true],
    ['out_order_no', 'a'.repeat(32), true],
    ['out_order_no', 'a'.repeat(33), false],
    ['out_order_no', '', false],
    ['openid', 'o', true],
    ['openid', 'o'.repeat(128), true],
    ['openid', 'o'.repeat(129), false],
    ['openid', '', false],
    ['service_id', 's'.repeat(128), true],
    ['service_id', 's'.repeat(129), false],
    ['service_id', '', false],
    ['notify_url', url(256), true],
    ['notify_url', url(257), false],
  ])('the length of %s %#', (name, value, valid) => {
    expect(Object.keys(problems({ [name]: value }))).toEqual(valid ? [] : [name]);
  });
});

describe('out_order_no', () => {
  test.each(['0', '09AZaz_-|*', '||||', '****', '20250919C'])('the alphabet: %s', (value) => {
    expect(problems({ out_order_no: value })).toEqual({});
    expect(outOrderNo.safeParse(value).success).toBe(true);
  });

  test.each(['a b', 'a@b', 'a/b', 'a.b', 'a%7Cb', 'a+b', '订单', 'a\n', 'a\u200b', '\uFEFFa'])(
    'refuses %j',
    (value) => {
      expect(problems({ out_order_no: value })).toEqual({
        out_order_no: 'expected 1 to 32 characters of 0-9 A-Z a-z _ - | *',
      });
    },
  );
});

describe('characters', () => {
  test.each([
    [' o1', 'U+0020'],
    ['o1 ', 'U+0020'],
    ['o\n1', 'U+000A'],
    ['o1\u3000', 'U+3000'],
    ['\uFEFFo1', 'U+FEFF'],
    ['o\u200b1', 'U+200B'],
    ['o\u00001', 'U+0000'],
    ['o\u202e1', 'U+202E'],
    ['o\u00ad1', 'U+00AD'],
  ])('an invisible one is refused by its number: %j', (value, name) => {
    const refused = `it contains a blank or an invisible character (${name})`;
    expect(problems({ openid: value })).toEqual({ openid: refused });
    expect(problems({ service_id: value })).toEqual({ service_id: refused });
    expect(openid.safeParse(value).success).toBe(false);
  });

  test.each([
    ['o🔋', 'it contains 🔋 (U+1F50B): only characters of 1 to 3 bytes in UTF-8 are allowed'],
    ['𠮷', 'it contains 𠮷 (U+20BB7): only characters of 1 to 3 bytes in UTF-8 are allowed'],
    ['o\uD83D', 'it contains half a character (U+D83D, a lone surrogate)'],
    ['o\uDC00x', 'it contains half a character (U+DC00, a lone surrogate)'],
    ['o\uFFFD', 'it contains U+FFFD, which stands for bytes that were not UTF-8'],
  ])('one that a request may not hold is refused by name: %j', (value, refused) => {
    expect(problems({ openid: value })).toEqual({ openid: refused });
    expect(problems({ service_id: value })).toEqual({ service_id: refused });
    expect(problems({ notify_url: `https://example.com/${value}` })).toEqual({ notify_url: refused });
  });

  test('Chinese and accents are taken', () => {
    expect(problems({ service_id: '实例值é€' })).toEqual({});
  });
});

describe('notify_url', () => {
  test('says what is wrong with it', () => {
    expect(problems({ notify_url: 'http://example.com' })).toEqual({ notify_url: 'expected https, found http' });
    expect(problems({ notify_url: 'https://example.com?a' })).toEqual({ notify_url: 'a query string is not allowed' });
  });

  test('may be on this machine only in front of a sandbox', () => {
    expect(problems({ notify_url: 'http://127.0.0.1:3000/' }, true)).toEqual({});
    expect(problems({ notify_url: 'http://127.0.0.1:3000/' })).toEqual({ notify_url: 'expected https, found http' });
  });
});

describe('answers', () => {
  const order = {
    order_id: '1234323JKHDFE1243252',
    out_order_no: '6e8369071cd942c0476613f9d1ce9ca3',
    openid: '2323dfsdf342342',
    max_claim_count: 3,
    claimed_count: 1,
    order_receive_time: '2015-05-20T13:29:35.120+08:00',
    order_receive_state: 'RECEIVING',
  };

  test('an order has no dates of cover until it is received', () => {
    expect(insuranceOrder.parse(order)).toEqual(order);
    const received = {
      ...order,
      order_begin_time: '2015-05-20T13:29:35.120+08:00',
      order_end_time: '2015-05-21T00:00:00+08:00',
    };
    expect(insuranceOrder.parse(received)).toEqual(received);
  });

  test('a field or a state that WeChat Pay adds is kept', () => {
    const newer = { ...order, order_receive_state: 'PAUSED', premium: { currency: 'CNY' } };
    expect(insuranceOrder.parse(newer)).toEqual(newer);
    expect(qualification.parse({ qualified_user: true, reason: 'x' })).toEqual({ qualified_user: true, reason: 'x' });
  });

  test.each(['order_id', 'out_order_no', 'openid', 'order_receive_state'])('without %s it is no order', (name) => {
    expect(insuranceOrder.safeParse({ ...order, [name]: undefined }).success).toBe(false);
  });

  test('an order that was issued is one, though a count or a time is left out', () => {
    const { max_claim_count, claimed_count, order_receive_time, ...rest } = order;
    expect(insuranceOrder.parse(rest)).toEqual(rest);
  });

  test.each([2 ** 53 + 2, Number.POSITIVE_INFINITY, 1.5, '1', null, undefined])(
    'so it is with a count of %s',
    (count) => {
      const odd = { ...order, max_claim_count: count };
      expect(insuranceOrder.parse(odd)).toEqual(odd);
    },
  );

  test('types of what identifies it are checked', () => {
    expect(insuranceOrder.safeParse({ ...order, openid: 1 }).success).toBe(false);
    expect(insuranceOrder.safeParse({ ...order, order_receive_state: 1 }).success).toBe(false);
    expect(qualification.safeParse({ qualified_user: 'true' }).success).toBe(false);
    expect(qualification.safeParse({}).success).toBe(false);
  });
});

describe('what a person reads', () => {
  test('every field has a meaning in both languages, optional ones too', () => {
    for (const { shape } of [createOrderRequest(false), createOrderRequest(true), insuranceOrder, qualification]) {
      for (const name of Object.keys(shape)) {
        const meta = fieldMeta(shape, name);
        expect(meta?.zh).toMatch(/\p{Script=Han}/u);
        expect(meta?.en).toMatch(/^[a-z]/i);
      }
    }
  });

  test('each field has its own', () => {
    expect(fieldMeta(insuranceOrder.shape, 'order_end_time')?.zh).toBe('保险订单结束时间');
    expect(fieldMeta(createOrderRequest(false).shape, 'service_id')?.zh).toBe('支付分服务ID');
  });

  test('a field that is not known has none', () => {
    expect(fieldMeta(insuranceOrder.shape, 'premium')).toBeUndefined();
    expect(fieldMeta(insuranceOrder.shape, 'toString')).toBeUndefined();
  });

  test('the documented states', () => {
    expect(Object.keys(RECEIVE_STATES)).toEqual(['RECEIVING', 'RECEIVED', 'FAILED']);
    expect(RECEIVE_STATES.RECEIVED.zh).toBe('已领取');
  });
});

describe('the exported types', () => {
  const source = readFileSync(new URL('../../src/insurance/schema.ts', import.meta.url), 'utf8');
  test.each([
    ['CreateOrderRequest', createOrderRequest(false).shape],
    ['InsuranceOrder', insuranceOrder.shape],
    ['Qualification', qualification.shape],
  ])('%s says what each field means, as the table does', (type, shape) => {
    const [, body = ''] = new RegExp(`export interface ${type} \\{\\n([\\s\\S]*?)\\n\\}`).exec(source) ?? [];
    const comments = Object.fromEntries(
      Array.from(body.matchAll(/\/\*\*([\s\S]*?)\*\/\s*(\w+)\??:/g), ([, text = '', name = '']) => [
        name,
        text.replace(/[\s*]+/g, ' ').trim(),
      ]),
    );
    const expected = Object.keys(shape).map((name) => [name, expect.stringMatching(`^${fieldMeta(shape, name)?.zh}`)]);
    expect(comments).toEqual(Object.fromEntries(expected));
  });
});
