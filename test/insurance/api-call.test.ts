import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import type { VerifiedResponse } from '../../src/http/types.js';
import { callRequest, mismatchError, namingOrder, readResponse } from '../../src/insurance/api-call.js';
import { rejection } from '../helpers/harness.js';

const ANSWER = { order_id: '1', out_order_no: 'n1', openid: 'o1', order_receive_state: 'RECEIVED' };
const response = (data: unknown): VerifiedResponse => ({
  status: 200,
  headers: {},
  requestId: 'R1',
  body: Buffer.from(JSON.stringify(data)),
  data,
  signedBy: 'KEY',
});
/** What a function throws. */
const thrown = (action: () => unknown): unknown => {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
};

describe('the request of a call', () => {
  it('has the path filled, the query behind it, and what a caller adds', () => {
    const call = callRequest('getOrder', { values: { out_order_no: 'n|1' }, asked: {} }, { query: '?a=1', retries: 2 });
    expect(call).toMatchObject({
      method: 'GET',
      target: '/v3/hire-power-bank/insurance-orders/n%7C1?a=1',
      idempotent: true,
      expectJson: true,
      retries: 2,
    });
    expect(call.body).toBeUndefined();
    const bare = callRequest('getOrder', { values: { out_order_no: 'n1' }, asked: {} });
    expect(bare.target).toBe('/v3/hire-power-bank/insurance-orders/n1');
  });

  it.each([
    [ANSWER, { out_order_no: 'n1' }, true],
    [ANSWER, { out_order_no: 'n1', openid: 'o1' }, true],
    [ANSWER, { out_order_no: 'n1', openid: undefined }, true],
    [ANSWER, { another_field: 'x' }, true],
    [ANSWER, {}, true],
    [ANSWER, { out_order_no: 'n2' }, false],
    [ANSWER, { out_order_no: 'n1', openid: 'o2' }, false],
    [ANSWER, { toString: 'x' }, true],
    [{ qualified_user: true }, {}, false],
    [undefined, {}, false],
  ])('is answered by %o where %o was asked: %s', (data, asked, expected) => {
    const call = callRequest('getOrder', { values: { out_order_no: 'n1' }, asked });
    expect(call.answers?.(data)).toBe(expected);
  });
});

describe('a verified response', () => {
  it('says what it says', () => {
    const given = response(ANSWER);
    expect(readResponse('getOrder', given, { out_order_no: 'n1' })).toEqual({ value: ANSWER, response: given });
  });

  it('that lacks the fields of its call may be anything: each is named', () => {
    const error = thrown(() => readResponse('getOrder', response({ out_order_no: 'n1' }), {}));
    expect(error).toMatchObject({
      type: 'network',
      code: 'UNEXPECTED_RESPONSE',
      outcome: 'unknown',
      status: 200,
      requestId: 'R1',
      hint: expect.stringContaining('wxpay'),
    });
    expect(String(error)).toMatch(/GET \/v3\/hire-power-bank\/insurance-orders\/\{out_order_no\}: \w+: .+; \w+: /);
    const whole = thrown(() => readResponse('getOrder', response(7), {}));
    expect(String(whole)).toMatch(/\{out_order_no\}: [^:]+$/);
    expect(String(whole)).not.toContain('undefined');
  });

  it('about something else is an attack: both values are named', () => {
    const error = thrown(() => readResponse('getOrder', response(ANSWER), { out_order_no: 'n2' }));
    expect(error).toMatchObject({
      type: 'signature',
      code: 'RESPONSE_MISMATCH',
      status: 200,
      requestId: 'R1',
      hint: expect.stringContaining('proxy'),
    });
    expect(String(error)).toContain('expected out_order_no "n2", found "n1"');
  });

  it('is told of without what a terminal would act on, and no longer than is read', () => {
    const found = `\u001b[2J${'x'.repeat(500)}`;
    const { message } = mismatchError(response(ANSWER), 'openid', { expected: 'o1', found });
    expect(message).not.toContain('\u001b');
    expect(message.length).toBeLessThan(300);
  });
});

describe('an error of a call', () => {
  const failing = (error: unknown) => namingOrder('n1', () => Promise.reject(error));

  it('names the order unless it names one', async () => {
    const usage = () => new UsageError('no', { code: 'USAGE' });
    expect(await rejection(failing(usage()))).toMatchObject({ outOrderNo: 'n1' });
    const own = new UsageError('no', { code: 'USAGE', outOrderNo: 'n0' });
    expect(await rejection(failing(own))).toMatchObject({ outOrderNo: 'n0' });
    const bug = new TypeError('a bug');
    expect(await rejection(failing(bug))).toBe(bug);
    expect(bug).not.toHaveProperty('outOrderNo');
    expect(await namingOrder('n1', async () => 7)).toBe(7);
  });
});
