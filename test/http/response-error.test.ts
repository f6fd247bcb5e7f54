import { describe, expect, it } from 'vitest';
import { type FailedResponse, fateOf, readErrorBody, responseError } from '../../src/http/response-error.js';

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
    [403, 'RATELIMIT_EXCEED', 'refused'],
    [403, 'RATE_LIMITED', 'refused'],
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
    { code: 'PARAM_ERROR!', message: 'no' },
    { code: '1PARAM', message: 'no' },
    { code: 'PARAM_ERROR', message: 1 },
    { order_id: '1', out_order_no: 'n1' },
  ])('is not recognised in %o', (body) => {
    expect(readErrorBody(body)).toBeUndefined();
  });

  it('passes detail on down to 32 levels', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    const body = (levels: number) => ({ code: 'A', message: '', detail: nested(levels) });
    expect(readErrorBody(body(32))?.detail).toEqual(nested(32));
    expect(readErrorBody({ code: 'A', message: '', detail: [null, 1, nested(32)] })?.detail).toMatch(/^nested more/);
    expect(readErrorBody({ code: 'A', message: '', detail: [null, 1] })?.detail).toEqual([null, 1]);
    expect(readErrorBody(body(33))?.detail).toBe('nested more than 32 levels deep');
  });
});

const NOW = Date.parse('2026-11-25T12:00:00Z');

const failed = (status: number, body: unknown, replaced: Partial<FailedResponse> = {}): FailedResponse => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: {},
    requestId: 'R1',
    body: Buffer.from(text),
    data: typeof body === 'string' ? undefined : body,
    signedBy: undefined,
    call: 'POST https://api.example/v3/orders',
    serial: 'AB12',
    now: NOW,
    language: 'en',
    ...replaced,
  };
};

describe('the error for a response', () => {
  it.each([true, false])('that refuses is the refusal, with what it says (signed: %s)', (isSigned) => {
    const body = { code: 'PARAM_ERROR', message: '参数错误', detail: { field: '/openid' } };
    const error = responseError(failed(400, body, { signedBy: isSigned ? 'KEY' : undefined }));
    expect(error).toMatchObject({
      type: 'api',
      code: 'PARAM_ERROR',
      status: 400,
      requestId: 'R1',
      signed: isSigned,
      detail: { field: '/openid' },
      message: 'POST https://api.example/v3/orders: 400 PARAM_ERROR: 参数错误',
      hint: 'Correct the parameter that detail names.',
    });
  });

  it('that refuses without words has those of the code, in the language asked for', () => {
    const english = responseError(failed(400, { code: 'PARAM_ERROR', message: '' }));
    expect(english.message).toContain('PARAM_ERROR: a parameter is not valid');
    const chinese = responseError(failed(400, { code: 'PARAM_ERROR', message: '' }, { language: 'zh' }));
    expect(chinese.texts.message.zh).toContain('PARAM_ERROR：参数错误');
    expect(chinese.hint).toBe('按 detail 中的提示修改参数。');
    expect(responseError(failed(400, { code: 'NEW_CODE', message: '' })).message).toMatch(/400 NEW_CODE: $/);
  });

  it('that refuses with a code nobody knows has no hint', () => {
    const error = responseError(failed(400, { code: 'NEW_CODE', message: 'no' }));
    expect(error).toMatchObject({ type: 'api', code: 'NEW_CODE' });
    expect(error.hint).toBeUndefined();
  });

  it.each([true, false])('that asks to come later is no refusal for good (signed: %s)', (isSigned) => {
    const signedBy = isSigned ? 'KEY' : undefined;
    const headers = { 'retry-after': '7' };
    const body = { code: 'RATELIMIT_EXCEEDED', message: 'slow' };
    expect(responseError(failed(429, body, { signedBy, headers }))).toMatchObject({
      type: 'network',
      code: 'RATELIMIT_EXCEEDED',
      outcome: 'refused',
      signed: isSigned,
      retryAfterSeconds: 7,
      hint: expect.stringContaining('Retry-After'),
    });
  });

  it.each([
    [500, { code: 'SYSTEM_ERROR', message: 'later' }, 'SYSTEM_ERROR', '500 SYSTEM_ERROR: later'],
    [400, { code: 'SYSTEM_ERROR', message: 'later' }, 'SYSTEM_ERROR', '400 SYSTEM_ERROR: later'],
    [403, '', 'HTTP_403', '403 with an empty body'],
    [403, '<html>', 'HTTP_403', '403 with a body that is not JSON'],
    [404, { order_id: '1' }, 'HTTP_404', '404 with a body that is not an APIv3 error'],
    [299, { order_id: '1' }, 'HTTP_299', '299 with a body that is not an APIv3 error'],
    [400, '', 'HTTP_400', '400 with an empty body'],
  ])('with %i and %o says nothing of the request', (status, body, code, words) => {
    const error = responseError(failed(status, body));
    expect(error).toMatchObject({ type: 'network', code, status, outcome: 'unknown', requestId: 'R1' });
    expect(error.message).toBe(`POST https://api.example/v3/orders: ${words}`);
    expect(error.signed).toBeUndefined();
  });

  it('that is signed and no error says that it was signed', () => {
    const error = responseError(failed(404, { order_id: '1' }, { signedBy: 'KEY' }));
    expect(error.message).toMatch(/a body that is not an APIv3 error, though signed$/);
    expect(responseError(failed(404, '<p>', { signedBy: 'KEY' })).message).toMatch(/not JSON, though signed$/);
    expect(responseError(failed(404, '', { signedBy: 'KEY' })).message).toMatch(/an empty body$/);
  });

  it.each([300, 302, 399])('that redirects (%i) names where to, and is not followed', (status) => {
    const error = responseError(failed(status, '', { headers: { location: 'https://else.example/\u001b' } }));
    expect(error).toMatchObject({ type: 'network', code: 'REDIRECT', status, outcome: 'unknown', requestId: 'R1' });
    expect(error.message).toContain(`(${status}) to https://else.example/\\u{1b}; redirects are not followed`);
    expect(error.hint).toContain('baseUrl');
    expect(responseError(failed(status, '')).message).toContain(`was redirected (${status}); redirects`);
  });

  it('that redirects with the body of an error is that error, of which nothing is known', () => {
    const error = responseError(failed(302, { code: 'PARAM_ERROR', message: 'no' }));
    expect(error).toMatchObject({ type: 'network', code: 'PARAM_ERROR', outcome: 'unknown' });
  });

  it('names no place for a redirect that is none', () => {
    const headers = { location: 'https://else.example/' };
    expect(responseError(failed(299, '', { headers })).code).toBe('HTTP_299');
    expect(responseError(failed(400, '', { headers })).code).toBe('HTTP_400');
  });
});

describe('Retry-After', () => {
  it.each([
    ['7', 7],
    [' 7 ', 7],
    ['17', 17],
    ['0', 0],
    ['Wed, 25 Nov 2026 12:01:00 GMT', 60],
    ['7s', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('%j asks for %s s', (header, seconds) => {
    const headers = header === undefined ? {} : { 'retry-after': header };
    const error = responseError(failed(503, '', { headers }));
    expect(error).toMatchObject({ type: 'network' });
    expect(Reflect.get(error, 'retryAfterSeconds')).toBe(seconds);
  });
});

describe('a refused signature', () => {
  const refused = (seconds: number | undefined, status = 401) => {
    const headers = seconds === undefined ? {} : { date: new Date(NOW + seconds * 1000).toUTCString() };
    return responseError(failed(status, { code: 'SIGN_ERROR', message: 'no' }, { headers })).hint ?? '';
  };

  it('names the serial that was sent', () => {
    expect(refused(undefined)).toMatch(/^Check three things: .+ Serial sent: AB12\.$/);
    expect(refused(undefined, 403)).not.toContain('Serial sent');
  });

  it.each([
    [61, 'By the Date header, this clock is 1 min 1 s behind.'],
    [-61, 'By the Date header, this clock is 1 min 1 s ahead.'],
    [60, ''],
    [-60, ''],
    [0, ''],
  ])('with a clock that is off by %i s says: %j', (seconds, words) => {
    expect(refused(seconds).split('AB12.')[1]?.trim()).toBe(words);
  });
});
