import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openInput } from '../../../src/batch/input/open-input.js';
import { createPlanner } from '../../../src/batch/plan/plan-row.js';
import { formatFailedRow } from '../../../src/batch/results/failed-rows.js';
import { formatResult } from '../../../src/batch/results/result-line.js';
import { UsageError } from '../../../src/errors.js';

const refused = new UsageError('no', { code: 'INVALID_ROW' });

/** What a row of NDJSON that is refused becomes in the results and in the failed rows. */
const outputs = async (row: string, keep: string[]): Promise<{ result: string; failed: string }> => {
  const { rows } = await openInput(Readable.from([Buffer.from(row)]), 'ndjson');
  const { value: [raw] = [] } = await rows.next();
  if (raw === undefined) throw new Error('there should be a row');
  const defaults = { notifyUrl: 'https://example.com/notify' };
  const { outOrderNo, kept } = createPlanner({ id: 'x', defaults, allowLoopback: false, ignore: [], keep })(raw);
  return {
    result: formatResult(
      { line: 1, outOrderNo, digest: 'd1ce5ed0c0de', attempts: 0, kept, ending: { error: refused } },
      (error) => error.toJSON(),
    ),
    failed: formatFailedRow({ format: 'ndjson' }, { raw, outOrderNo, reason: 'no' }),
  };
};

it('numbers come out digit by digit as they went in, in the results and in the failed rows', async () => {
  const fields = '"rental":4200001234567890123,"pi":1.10,"deep":{"list":[1E400,-0]},"__proto__":1.0';
  const { result, failed } = await outputs(`{"openid":"o",${fields}}`, ['rental', 'pi', 'deep', '__proto__']);
  expect(result).toContain(`,"keep":{${fields}},"digest":`);
  expect(failed).toMatch(/^\{"openid":"o",.*,"out_order_no":"[0-9a-f]{32}","failed_reason":"no"\}\n$/);
  expect(failed).toContain(`,${fields},`);
});

it('a row that names a field twice is refused as it stands: nobody knows which value is meant', async () => {
  const row = '{"openid":"o","rental":"a","rental":2.50}';
  const { result, failed } = await outputs(row, ['rental']);
  expect(JSON.parse(result)).toMatchObject({ status: 'failed' });
  expect(JSON.parse(failed)).toMatchObject({ unreadable: row });
});

it.each([
  ['4200001234567890123', '4200001234567890123'],
  ['{"toString":1.0}', '{\\"toString\\":1.0}'],
])('an out_order_no of %s, which is no string, is refused under its own digits', async (given, text) => {
  const { result, failed } = await outputs(`{"openid":"o","out_order_no":${given}}`, []);
  expect(result).toContain(`"out_order_no":"${text}"`);
  expect(failed).toContain(`"out_order_no":"${text}"`);
});

it.each(['openid', 'out_order_no', 'value'])(
  'a row nested thousands deep in %s is wrong by itself and ends no run',
  async (name) => {
    const deep = (levels: number) => `{"${name}":${'['.repeat(levels)}1${']'.repeat(levels)}}`;
    for (const levels of [90, 50_000]) {
      const { result, failed } = await outputs(deep(levels), ['value']);
      expect(JSON.parse(result)).toMatchObject({ status: 'failed' });
      expect(JSON.parse(failed)).toMatchObject(levels > 100 ? { unreadable: deep(levels) } : { failed_reason: 'no' });
    }
  },
);

it('everything else is carried as JSON has it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (value) => {
      const { result, failed } = await outputs(JSON.stringify({ openid: 'o', value }), ['value']);
      const expected: unknown = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(result).keep).toEqual({ value: expected });
      expect(JSON.parse(failed).value).toEqual(expected);
    }),
  );
});

it('an order that was answered over several lines is one line of the results, digit by digit', () => {
  const order = Buffer.from(
    '\uFEFF{\r\n  "order_id": "a b",\n  "fee": 1.10,\n  "id": 4200001234567890123,\n  "list": [ ]\n}\n',
  );
  const result = { line: 1, outOrderNo: 'n', digest: 'd1ce5ed0c0de', attempts: 1, ending: { order } };
  expect(formatResult(result, (error) => error.toJSON())).toBe(
    '{"line":1,"out_order_no":"n","status":"created","attempts":1,"order":{"order_id":"a b","fee":1.10,"id":4200001234567890123,"list":[]},"digest":"d1ce5ed0c0de"}\n',
  );
});
