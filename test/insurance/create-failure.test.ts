import { describe, expect, it } from 'vitest';
import { ApiError, ConfigError, NetworkError, type NetworkErrorFacts, SignatureError } from '../../src/errors.js';
import {
  type FailedAttempts,
  finalCreateError,
  otherParametersError,
  unsettledCreateError,
} from '../../src/insurance/create-failure.js';

const network = (facts: Partial<NetworkErrorFacts> = {}) =>
  new NetworkError('it broke', { code: 'ECONNRESET', outcome: 'unknown', hint: 'Look.', ...facts });
const refusal = (facts: { message?: string; requestId?: string; signed?: boolean } = {}) =>
  new ApiError(facts.message ?? 'it says no', {
    code: 'PARAM_ERROR',
    status: 400,
    signed: facts.signed ?? true,
    requestId: facts.requestId,
    hint: 'Correct it.',
    detail: { field: '/openid' },
  });
const forged = new SignatureError('it does not verify', { code: 'SIGNATURE_MISMATCH', status: 200, hint: 'Beware.' });
const mismatch = new SignatureError('it is about another', { code: 'RESPONSE_MISMATCH', status: 200 });

const failed = (error: unknown, facts: Partial<FailedAttempts> = {}): FailedAttempts => ({
  error,
  attempts: 1,
  mayHaveArrived: false,
  onReused: false,
  ...facts,
});

describe('a create that ended with', () => {
  it('a refusal is a refused order, with all that the refusal says', () => {
    const error = refusal({ requestId: 'R1' });
    const final = finalCreateError('n1', failed(error));
    expect(final).toBeInstanceOf(ApiError);
    expect(final).toMatchObject({
      message: 'order n1 was refused: it says no',
      code: 'PARAM_ERROR',
      status: 400,
      signed: true,
      requestId: 'R1',
      outOrderNo: 'n1',
      hint: 'Correct it.',
      detail: { field: '/openid' },
      cause: error,
    });
    expect(finalCreateError('n1', failed(refusal({ signed: false })))).toMatchObject({ signed: false });
  });

  it.each([
    ['not-sent', 1, 'order n1 was not sent: it broke (1 attempt)'],
    ['not-sent', 4, 'order n1 was not sent: it broke (4 attempts)'],
    ['refused', 2, 'order n1 was rate-limited and not created: it broke (2 attempts)'],
  ] as const)('%s after %i attempts says: %s', (outcome, attempts, message) => {
    const error = network({ outcome, status: 429, signed: false });
    const final = finalCreateError('n1', failed(error, { attempts }));
    expect(final).toBeInstanceOf(NetworkError);
    expect(final).toMatchObject({ message, outcome, code: 'ECONNRESET', status: 429, signed: false, cause: error });
    expect(final).toMatchObject({
      outOrderNo: 'n1',
      hint: expect.stringMatching(/^Look\. Run it again with the same out_order_no/),
    });
  });

  it.each([refusal(), network({ outcome: 'not-sent' }), network({ outcome: 'refused' }), network(), mismatch])(
    '%s has to be read back when an attempt may have arrived',
    (error) => {
      expect(finalCreateError('n1', failed(error, { mayHaveArrived: true }))).toBeUndefined();
    },
  );

  it('a response that does not verify is not read back: it may have been created', () => {
    for (const mayHaveArrived of [true, false]) {
      const final = finalCreateError('n1', failed(forged, { mayHaveArrived }));
      expect(final).toBeInstanceOf(SignatureError);
      expect(final).toMatchObject({
        message: 'order n1 may have been created: it does not verify (1 attempt)',
        code: 'SIGNATURE_MISMATCH',
        outOrderNo: 'n1',
        hint: expect.stringMatching(/^Beware\. When the cause is found, read the order/),
        cause: forged,
      });
    }
  });

  it.each(['RESOURCE_NOT_EXISTS', 'ORDER_NOT_EXIST'])('%s answers another request, and is read back', (code) => {
    const error = new ApiError('no such order', { code, status: 404, signed: true });
    expect(finalCreateError('n1', failed(error))).toBeUndefined();
  });

  it('what is no failure of the network is told as it is', () => {
    const bug = new TypeError('a bug');
    const config = new ConfigError('bad', { code: 'BAD_PROXY' });
    expect(finalCreateError('n1', failed(bug, { mayHaveArrived: true }))).toBe(bug);
    expect(finalCreateError('n1', failed(config))).toBe(config);
    expect(unsettledCreateError('n1', failed(bug), undefined)).toBe(bug);
  });
});

describe('a refused re-entry', () => {
  it.each([
    ['08E5-268498688', 'x', true],
    ['08E5-271316598', 'x', true],
    ['08E5-268498689', 'x', false],
    [undefined, 'x', false],
    [undefined, '订单重入参数校验失败', true],
    ['3f8b6c1e-0000-4000-8000-000000000000', '请求重入时，参数与首次请求时不一致', true],
  ])('is known by Request-ID %s or the words "%s": %s', (requestId, message, isReentry) => {
    const error = refusal({ message, ...(requestId !== undefined && { requestId }) });
    const expected = isReentry ? { code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS' } : { code: 'PARAM_ERROR' };
    expect(finalCreateError('n1', failed(error))).toMatchObject(expected);
    const late = finalCreateError('n1', failed(error, { mayHaveArrived: true }));
    if (isReentry) expect(late).toMatchObject(expected);
    else expect(late).toBeUndefined();
  });

  it('is known of a refusal only', () => {
    const error = network({ outcome: 'refused', requestId: '08E5-268498688' });
    expect(finalCreateError('n1', failed(error))).toMatchObject({ code: 'ECONNRESET' });
  });

  it('says that the order exists, and how to look at it', () => {
    const error = refusal({ signed: false });
    const told = otherParametersError('n1', error, 400);
    expect(told).toMatchObject({
      message: 'an order n1 exists already, with other parameters: it says no',
      code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS',
      status: 400,
      signed: false,
      outOrderNo: 'n1',
      cause: error,
    });
    expect(told.hint).toContain('Read the order and compare');
    expect(otherParametersError('n1', mismatch, 200)).toMatchObject({ signed: true, status: 200 });
  });
});

describe('an order that was not found by reading it back', () => {
  it('may have been created, whatever was said', () => {
    const error = refusal({ signed: false });
    const reading = {
      error: new ApiError('no such order', { code: 'N', status: 404, signed: true }),
      reads: 1,
      seconds: 0,
    };
    const told = unsettledCreateError('n1', failed(error, { attempts: 2 }), reading);
    expect(told).toBeInstanceOf(NetworkError);
    expect(told).toMatchObject({
      message: 'order n1 may have been created: it says no (2 attempts); read back once: no such order',
      outcome: 'unknown',
      code: 'PARAM_ERROR',
      status: 400,
      signed: undefined,
      outOrderNo: 'n1',
      hint: expect.stringMatching(/^Correct it\. Run it again with the same out_order_no/),
      cause: error,
    });
  });

  it('says how often and how long it was read', () => {
    const reading = { error: new Error('gone'), reads: 7, seconds: 20.6 };
    expect(unsettledCreateError('n1', failed(network()), reading)).toMatchObject({
      message: expect.stringMatching(/; read back 7 times within 21 s, the last time: gone$/),
    });
  });

  it('has a hint also where the failure has none', () => {
    expect(unsettledCreateError('n1', failed(network({ hint: undefined })), undefined)).toMatchObject({
      hint: expect.stringMatching(/^Run it again with the same out_order_no/),
    });
  });

  it('is told as an attack when the last reading, or else the create, did not verify', () => {
    const reading = (error: unknown) => ({ error, reads: 1, seconds: 0 });
    const other = new SignatureError('other', { code: 'SIGNATURE_EXPIRED' });
    expect(unsettledCreateError('n1', failed(network()), reading(forged))).toMatchObject({
      type: 'signature',
      code: 'SIGNATURE_MISMATCH',
      message: expect.stringContaining('it broke'),
      hint: expect.stringMatching(/^Beware\. When the cause is found, read the order/),
    });
    expect(unsettledCreateError('n1', failed(mismatch), reading(other))).toMatchObject({ code: 'SIGNATURE_EXPIRED' });
    expect(unsettledCreateError('n1', failed(mismatch), reading(network()))).toMatchObject({
      code: 'RESPONSE_MISMATCH',
    });
  });
});
