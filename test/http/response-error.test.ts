import { describe, expect, it } from 'vitest';
import { fateOf, readErrorBody } from '../../src/http/response-error.js';

describe('the fate of a request', () => {
  it.each([
    [400, 'PARAM_ERROR', 'refusal'],
    [401, 'SIGN_ERROR', 'refusal'],
    [404, 'RESOURCE_NOT_EXISTS', 'refusal'],
    [499, 'SOMETHING_NEW', 'refusal'],
    [429, 'SOMETHING_NEW', 'refused'],
    [429, 'RATELIMIT_EXCEEDED', 'refused'],
    [403, 'FREQUENCY_LIMITED', 'refused'],
    [408, 'SOMETHING_NEW', 'unknown'],
    [400, 'SYSTEM_ERROR', 'unknown'],
    [429, 'SYSTEMERROR', 'unknown'],
    [404, 'SERVICE_UNAVAILABLE', 'unknown'],
    [500, 'RATELIMIT_EXCEEDED', 'unknown'],
    [500, 'PARAM_ERROR', 'unknown'],
    [0, 'PARAM_ERROR', 'unknown'],
    [200, 'PARAM_ERROR', 'unknown'],
    [399, 'PARAM_ERROR', 'unknown'],
    [600, 'PARAM_ERROR', 'unknown'],
    [400, undefined, 'unknown'],
    [403, undefined, 'unknown'],
    [404, undefined, 'unknown'],
    [429, undefined, 'unknown'],
    [500, undefined, 'unknown'],
  ] as const)('by status %s and code %s is %s', (status, code, fate) => {
    expect(fateOf(status, code)).toBe(fate);
  });
});

describe('the body of an error', () => {
  it.each([
    [{ code: 'PARAM_ERROR', message: '参数错误' }],
    [{ code: 'PARAM_ERROR', message: '', detail: { field: '/openid' }, more: 1 }],
  ])('is recognised in %o', (body) => {
    expect(readErrorBody(body)).toEqual(body);
  });

  it.each([
    undefined,
    null,
    [],
    'PARAM_ERROR',
    {},
    { code: 'PARAM_ERROR' },
    { message: 'no' },
    { code: '', message: 'no' },
    { code: 400, message: 'no' },
    { code: 'not a code', message: 'no' },
    { order_id: '1', out_order_no: 'n1' },
  ])('is not recognised in %o', (body) => {
    expect(readErrorBody(body)).toBeUndefined();
  });

  it('passes detail on down to 32 levels', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    const body = (levels: number) => ({ code: 'A', message: '', detail: nested(levels) });
    expect(readErrorBody(body(32))?.detail).toEqual(nested(32));
    expect(readErrorBody(body(33))?.detail).toBe('nested more than 32 levels deep');
  });
});
