import { expect, it } from 'vitest';
import { createPlanner } from '../../../src/batch/plan/plan-row.js';
import { createPreviousResults } from '../../../src/batch/results/previous-results.js';
import { parseResult, ROW_STATUSES, type RowStatus } from '../../../src/batch/results/result-line.js';

const planner = createPlanner({
  id: 'x',
  defaults: { notifyUrl: 'https://example.com/notify' },
  allowLoopback: false,
  ignore: ['note'],
  keep: [],
});

/** A row of NDJSON on line 7. */
const row = (fields: Readonly<Record<string, unknown>>) => planner({ line: 7, text: JSON.stringify(fields), fields });

const mine = { out_order_no: 'n-1', openid: 'o1' };

const result = (fields: Readonly<Record<string, unknown>>, status: RowStatus) => {
  const { outOrderNo, digest } = row(fields);
  return { line: 7, out_order_no: outOrderNo, status, digest };
};

it('the last result of a line counts, but what was created stays created', () => {
  const previous = createPreviousResults('results.ndjson');
  previous.add(result(mine, 'unknown'));
  expect(previous.find(row(mine))).toBe('unknown');
  previous.add(result(mine, 'failed'));
  expect(previous.find(row(mine))).toBe('failed');
  previous.add(result(mine, 'created'));
  // As two runs at the same time may write it.
  previous.add(result(mine, 'failed'));
  expect(previous.find(row(mine))).toBe('created');
  const { raw, ...planned } = row(mine);
  expect(previous.find({ ...planned, raw: { ...raw, line: 8 } })).toBeUndefined();
});

it('an order that was created stays so only while the line is the same order', () => {
  const previous = createPreviousResults('results.ndjson');
  previous.add(result(mine, 'created'));
  const other = { ...mine, openid: 'o2' };
  previous.add(result(other, 'unknown'));
  expect(previous.find(row(other))).toBe('unknown');
});

it("a number that is another order's is remembered with its status, and forgotten with it", () => {
  const previous = createPreviousResults('results.ndjson');
  expect(previous.isTaken(7)).toBe(false);
  previous.add({ ...result(mine, 'failed'), error: { code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS' } });
  expect(previous.isTaken(7)).toBe(true);
  expect(previous.find(row(mine))).toBe('failed');
  previous.add({ ...result(mine, 'failed'), error: { code: 'PARAM_ERROR' } });
  expect(previous.isTaken(7)).toBe(false);
  expect(previous.isTaken(1_000_000)).toBe(false);
});

it('results are remembered in whatever order and however far apart their lines are', () => {
  const previous = createPreviousResults('results.ndjson');
  const { raw, ...planned } = row(mine);
  const lines = [1023, 1535, 2, 1024, 1536, 4000, 1_000_000, 1025, 3];
  for (const line of lines) previous.add({ ...result(mine, 'failed'), line });
  for (const line of lines) expect(previous.find({ ...planned, raw: { ...raw, line } })).toBe('failed');
  for (const line of [1, 4, 1022, 1026, 999_999]) {
    expect(previous.find({ ...planned, raw: { ...raw, line } })).toBeUndefined();
  }
});

it.each(ROW_STATUSES)('a result that is %s is of another input when any parameter of the order differs', (status) => {
  const previous = createPreviousResults('results.ndjson');
  previous.add(result(mine, status));
  for (const other of [
    { ...mine, out_order_no: 'n-2' },
    { ...mine, openid: 'o2' },
    { ...mine, openid: 'o 1' },
    { ...mine, service_id: 's' },
    { ...mine, notify_url: 'https://example.com/other' },
  ]) {
    expect(() => previous.find(row(other))).toThrow(
      expect.objectContaining({
        code: 'OTHER_INPUT',
        message: expect.stringMatching(/results\.ndjson.*line 7/),
      }),
    );
  }
});

it('a result is of the same input when only what is not a parameter differs', () => {
  const previous = createPreviousResults('results.ndjson');
  previous.add(result(mine, 'failed'));
  for (const same of [
    { openid: 'o1', out_order_no: 'n-1' },
    { ...mine, note: 'x' },
    { ...mine, notify_url: 'https://example.com/notify' },
    { ...mine, service_id: null },
  ]) {
    expect(previous.find(row(same))).toBe('failed');
  }
});

it.each([
  '{"line":9007199254740991,"out_order_no":"a","status":"created","digest":"d1ce5ed0c0de"}',
  '{"line":1,"out_order_no":"a","status":"created"}',
  '{"line":0}',
  '[]',
  'x',
])('%s is not a result line', (text) => {
  expect(parseResult(text)).toBeUndefined();
});

it('tells how every row ended, with its code, also when a server makes up codes', () => {
  const previous = createPreviousResults('results.ndjson');
  const failed = (line: number, code: string) => previous.add({ ...result(mine, 'failed'), line, error: { code } });
  for (let line = 2; line < 1002; line += 1) failed(line, `MADE_UP_${line}`);
  failed(1002, 'ORDER_EXISTS_WITH_OTHER_PARAMETERS');
  previous.add({ ...result(mine, 'unknown'), line: 1003, error: { code: 'TIMEOUT' } });
  previous.add({ ...result(mine, 'created'), line: 1004 });
  const ends = [...previous.ends()];
  expect(ends.map(({ line }) => line)).toEqual(Array.from({ length: 1003 }, (_, at) => at + 2));
  expect(ends[0]).toEqual({ line: 2, status: 'failed', code: 'MADE_UP_2' });
  expect(ends.slice(-4)).toEqual([
    { line: 1001, status: 'failed', code: 'OTHERS' },
    { line: 1002, status: 'failed', code: 'ORDER_EXISTS_WITH_OTHER_PARAMETERS' },
    { line: 1003, status: 'unknown', code: 'OTHERS' },
    { line: 1004, status: 'created' },
  ]);
  expect(previous.isTaken(1002)).toBe(true);
  expect(previous.isTaken(1001)).toBe(false);
});
