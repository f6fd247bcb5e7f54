import { expect, it } from 'vitest';
import { createEarlier } from '../../src/batch/earlier.js';
import type { RowStatus } from '../../src/batch/result-line.js';
import { parseResult } from '../../src/batch/result-line.js';

const line = (out_order_no: string, status: RowStatus) => ({ line: 7, out_order_no, status });

it('the last result of a line counts, but what was created stays created', () => {
  const earlier = createEarlier('results.ndjson');
  earlier.add(line('n-1', 'unknown'));
  expect(earlier.find(7, 'n-1')).toBe('unknown');
  earlier.add(line('n-1', 'failed'));
  expect(earlier.find(7, 'n-1')).toBe('failed');
  earlier.add(line('n-1', 'created'));
  // As two runs at the same time may write it.
  earlier.add(line('n-1', 'failed'));
  expect(earlier.find(7, 'n-1')).toBe('created');
  expect(earlier.find(8, 'n-1')).toBeUndefined();
});

it('a result of another order under the same line is another input', () => {
  const earlier = createEarlier('results.ndjson');
  earlier.add(line('n-1', 'created'));
  expect(() => earlier.find(7, 'n-2')).toThrow(expect.objectContaining({ code: 'OTHER_INPUT' }));
});

it.each(['{"line":9007199254740991,"out_order_no":"a","status":"created"}', '{"line":0}', '[]', 'x'])(
  '%s is no result',
  (text) => {
    expect(parseResult(text)).toBeUndefined();
  },
);
