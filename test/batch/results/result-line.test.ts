import { describe, expect, it } from 'vitest';
import { formatResult, parseResult, type RowResult, statusOf } from '../../../src/batch/results/result-line.js';
import {
  ApiError,
  ConfigError,
  NetworkError,
  SignatureError,
  UsageError,
  type WechatPayError,
} from '../../../src/errors.js';

const result = (ending: RowResult['ending'], replaced: Partial<RowResult> = {}): RowResult => ({
  line: 7,
  outOrderNo: 'n1',
  digest: '0123456789ab',
  attempts: 2,
  ending,
  ...replaced,
});
const order = (text: string) => result({ order: Buffer.from(text) });
/** What an error says, in English. */
const describeError = (error: WechatPayError) => error.toJSON();
const network = (outcome: 'unknown' | 'not-sent' | 'refused') => new NetworkError('no', { code: 'TIMEOUT', outcome });

describe('the status of a row', () => {
  it.each<[string, WechatPayError, string]>([
    ['a row that is wrong', new UsageError('no', { code: 'USAGE' }), 'failed'],
    ['a refusal', new ApiError('no', { code: 'PARAM_ERROR', status: 400, signed: true }), 'failed'],
    ['a request that was not sent', network('not-sent'), 'failed'],
    ['a rate limit', network('refused'), 'failed'],
    ['a lost response', network('unknown'), 'unknown'],
    ['a response that does not verify', new SignatureError('no', { code: 'SIGNATURE_MISMATCH' }), 'unknown'],
    ['anything else', new ConfigError('no', { code: 'BAD_PROXY' }), 'unknown'],
  ])('that ended with %s is %s', (_, error, status) => {
    expect(statusOf(result({ error }))).toBe(status);
    expect(JSON.parse(formatResult(result({ error }), describeError)).status).toBe(status);
  });

  it('with an order is created', () => {
    expect(statusOf(order('{}'))).toBe('created');
  });
});

describe('a line of the results', () => {
  it('has the order exactly as it came, on one line', () => {
    expect(formatResult(order('{ "max_claim_count": 9007199254740993 }'), describeError)).toBe(
      '{"line":7,"out_order_no":"n1","status":"created","attempts":2,"order":{ "max_claim_count": 9007199254740993 },"digest":"0123456789ab"}\n',
    );
    for (const text of ['\uFEFF{"a":1}', '{\r"a":1}', '{\n"a":1}', '\uFEFF{\r\n"a":1}']) {
      const line = formatResult(order(text), describeError);
      expect(line).toContain('"order":{"a":1},');
      expect(line.match(/\n/g)).toHaveLength(1);
    }
    expect(formatResult(order('{"a":"x\\n"}'), describeError)).toContain('"order":{"a":"x\\n"}');
  });

  it('has the error in its JSON form, quoted numbers, and the columns that are kept', () => {
    const error = new ApiError('"no"', { code: 'PARAM_ERROR', status: 400, signed: false });
    const line = formatResult(result({ error }, { outOrderNo: 'n"1', kept: { note: 'x' } }), describeError);
    expect(JSON.parse(line)).toEqual({
      line: 7,
      out_order_no: 'n"1',
      status: 'failed',
      attempts: 2,
      error: { type: 'api', code: 'PARAM_ERROR', message: '"no"', status: 400, signed: false },
      keep: { note: 'x' },
      digest: '0123456789ab',
    });
    expect(formatResult(result({ error }), describeError)).not.toContain('"keep"');
  });

  it('shows nothing that a terminal would act on', () => {
    expect(formatResult(order('{"a":"\u202e"}'), describeError)).toContain('\\u202e');
  });
});

describe('reading a line of the results', () => {
  const line = { line: 1, out_order_no: 'a', status: 'created', digest: 'd1ce5ed0c0de' };

  it.each([
    [{}, true],
    [{ line: 100_000_000 }, true],
    [{ line: 100_000_001 }, false],
    [{ line: 0 }, false],
    [{ line: 1.5 }, false],
    [{ status: 'failed', error: { code: 'X', more: 1 } }, true],
    [{ status: 'failed', error: {} }, false],
    [{ status: 'lost' }, false],
    [{ out_order_no: 7 }, false],
    [{ digest: 'd1ce5ed0c0d' }, false],
    [{ digest: 'd1ce5ed0c0def' }, false],
    [{ digest: 'D1CE5ED0C0DE' }, false],
  ])('with %o is a result: %s', (replaced, isResult) => {
    const parsed = parseResult(JSON.stringify({ ...line, ...replaced }));
    if (isResult) expect(parsed).toMatchObject({ out_order_no: 'a' });
    else expect(parsed).toBeUndefined();
  });

  it('reads what was written', () => {
    const error = new ApiError('no', { code: 'PARAM_ERROR', status: 400, signed: true });
    expect(parseResult(formatResult(result({ error }), describeError))).toMatchObject({
      line: 7,
      out_order_no: 'n1',
      status: 'failed',
      digest: '0123456789ab',
      error: { code: 'PARAM_ERROR' },
    });
  });
});
