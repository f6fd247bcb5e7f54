import { describe, expect, it } from 'vitest';
import type { RowResult } from '../../../../../src/batch/results/result-line.js';
import { createTally, type Tally } from '../../../../../src/batch/send/tally.js';
import { renderSummary, summarize } from '../../../../../src/cli/commands/insurance/batch/summary.js';
import { describeSeconds } from '../../../../../src/cli/commands/insurance/bulk/duration.js';
import { PLAIN } from '../../../../../src/cli/output/colors.js';
import { ApiError, NetworkError } from '../../../../../src/errors.js';

const order = { order: Buffer.from('{}') };
const refused = (code: string) => ({ error: new ApiError('refused', { code, status: 400, signed: true, hint: '' }) });
const lost = { error: new NetworkError('lost', { code: 'TIMEOUT', outcome: 'unknown', hint: '' }) };

/** A tally of endings, on lines from 2. */
const tallyOf = (...endings: RowResult['ending'][]): Tally => {
  const tally = createTally();
  for (const [at, ending] of endings.entries()) {
    tally.add({ line: at + 2, outOrderNo: `n-${at}`, digest: 'd1ce5ed0c0de', attempts: 1, ending });
  }
  return tally;
};

const ENDINGS = [
  ...[lost, order, refused('RARE'), refused('FREQUENT'), refused('FREQUENT'), order],
  ...Array.from({ length: 4 }, () => refused('FREQUENT')),
];

it('is an object of counts, and of causes: by outcome, the most frequent first, with five lines of each', () => {
  const tally = tallyOf(...ENDINGS);
  tally.skip('created');
  tally.skip('failed');
  expect(summarize(tally, { milliseconds: 2000, resume: 'wxpay again' })).toEqual({
    rows: 10,
    created: 2,
    failed: 7,
    unknown: 1,
    skipped: { created: 1, failed: 1 },
    seconds: 2,
    rate: 5,
    causes: [
      { status: 'created', rows: 2, lines: [3, 7] },
      { status: 'failed', code: 'FREQUENT', rows: 6, lines: [5, 6, 8, 9, 10] },
      { status: 'failed', code: 'RARE', rows: 1, lines: [4] },
      { status: 'unknown', code: 'TIMEOUT', rows: 1, lines: [2] },
    ],
    resume: 'wxpay again',
  });
  expect(summarize(createTally(), { milliseconds: 0 })).toMatchObject({ rows: 0, rate: 0, seconds: 0 });
});

it('names the lowest lines, in whatever order rows end', () => {
  const tally = createTally();
  for (const line of [9, 3, 12, 4, 8, 2, 40, 7])
    tally.add({ line, outOrderNo: 'n', digest: 'd1ce5ed0c0de', attempts: 1, ending: order });
  expect(tally.causes()[0]?.lines).toEqual([2, 3, 4, 7, 8]);
});

it('counts codes that a server makes up without end as others', () => {
  const tally = tallyOf(...Array.from({ length: 150 }, (_, at) => refused(`MADE_UP_${at}`)));
  const causes = tally.causes();
  expect(causes).toHaveLength(101);
  expect(causes[0]).toMatchObject({ code: 'OTHERS', rows: 50 });
});

describe('as a table', () => {
  const tally = tallyOf(...ENDINGS);
  tally.skip('created');

  it('shows the lines of what went wrong, what was done before, and how to go on', () => {
    expect(
      renderSummary(summarize(tally, { milliseconds: 2000, resume: 'wxpay again' }), 'en', { colors: PLAIN }),
    ).toBe(
      [
        'OUTCOME  CODE                 ROWS  FIRST LINES',
        'created                       2',
        'failed   FREQUENT             6     5, 6, 8, 9, 10, …',
        'failed   RARE                 1     4',
        'unknown  TIMEOUT              1     2',
        'created  (in an earlier run)  1',
        '10 rows in 2.0 s, 5 a second',
        'Resume:  wxpay again',
      ].join('\n'),
    );
  });

  it('speaks Chinese, in columns that are twice as wide', () => {
    expect(renderSummary(summarize(tallyOf(order, lost), { milliseconds: 2000 }), 'zh', { colors: PLAIN })).toBe(
      [
        '结果      错误码   行数  最先出现的行',
        '已创建             1',
        '结果未知  TIMEOUT  1     3',
        '共 2 行，用时 2.0 秒，每秒 1 行',
      ].join('\n'),
    );
  });
});

it.each([
  [0.034, '0.03 s'],
  [1.06, '1.1 s'],
  [12.4, '12 s'],
  [59.7, '1 min 0 s'],
  [185, '3 min 5 s'],
  [7800, '2 h 10 min'],
])('%d seconds are told as %s', (seconds, told) => {
  expect(describeSeconds(seconds).en).toBe(told);
});
