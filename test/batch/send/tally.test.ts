import { expect, test } from 'vitest';
import type { RowResult } from '../../../src/batch/results/result-line.js';
import { createTally } from '../../../src/batch/send/tally.js';
import { ApiError, NetworkError, UsageError } from '../../../src/errors.js';

const result = (line: number, ending: RowResult['ending']): RowResult => ({
  line,
  outOrderNo: `n${line}`,
  digest: '',
  attempts: 1,
  ending,
});
const invalid = (line: number) => result(line, { error: new UsageError('no', { code: 'INVALID_ROW' }) });
const notSent = (line: number) =>
  result(line, { error: new NetworkError('no', { code: 'ECONNREFUSED', outcome: 'not-sent' }) });
const lost = (line: number) => result(line, { error: new NetworkError('no', { code: 'TIMEOUT', outcome: 'unknown' }) });

test('rows are counted by how they ended, and rows of earlier runs apart', () => {
  const tally = createTally();
  for (const one of [invalid(2), invalid(3), lost(4), notSent(5)]) tally.add(one);
  tally.skip('created');
  tally.skip('failed');
  expect(tally.counts).toEqual({ created: 0, failed: 3, unknown: 1 });
  expect(tally.skipped).toEqual({ created: 1, failed: 1, unknown: 0 });
});

test('rows that nobody refused are worth another try as they are', () => {
  const tally = createTally();
  for (const one of [invalid(2), notSent(3), lost(4)]) tally.add(one);
  expect(tally.putOff).toBe(1);
});

test('causes are listed by status, the most frequent first, with their five lowest lines', () => {
  const tally = createTally();
  tally.add(lost(9));
  tally.add(notSent(1));
  for (const line of [8, 3, 7, 2, 6, 4, 5]) tally.add(invalid(line));
  expect(tally.causes()).toEqual([
    { status: 'failed', code: 'INVALID_ROW', rows: 7, lines: [2, 3, 4, 5, 6] },
    { status: 'failed', code: 'ECONNREFUSED', rows: 1, lines: [1] },
    { status: 'unknown', code: 'TIMEOUT', rows: 1, lines: [9] },
  ]);
});

test('codes that a server makes up do not fill the memory: from the hundredth on they are one cause', () => {
  const tally = createTally();
  for (let line = 1; line <= 150; line += 1) {
    tally.add(result(line, { error: new ApiError('no', { code: `MADE_UP_${line}`, status: 400, signed: true }) }));
  }
  expect(tally.causes()).toHaveLength(101);
  expect(tally.causes()[0]).toMatchObject({ code: 'OTHERS', rows: 50, lines: [101, 102, 103, 104, 105] });
});
