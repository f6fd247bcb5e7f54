import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type InputHead, openInput } from '../../../src/batch/input/open-input.js';
import { REASON_COLUMN } from '../../../src/batch/input/raw-row.js';
import { failedHeader, formatFailedRow } from '../../../src/batch/results/failed-rows.js';
import { inLanguage } from '../../../src/shared/text.js';

const COLUMNS = ['openid', 'note'];
const heads: InputHead[] = [
  ...[',', ';', '\t'].map((delimiter) => ({ format: 'csv' as const, header: '', delimiter, columns: COLUMNS })),
  { format: 'ndjson' },
];

const readBack = async (head: InputHead, text: string): Promise<unknown[]> => {
  const { rows } = await openInput(Readable.from([Buffer.from(text)]), head.format);
  const found = [];
  for await (const portion of rows) found.push(...portion.map(({ fields }) => ({ ...fields })));
  return found;
};

/** A cell of a CSV file: never empty, which is an absent field, without CR, which ends lines, and without U+FFFD, which bytes become that are no text. */
const cell = fc
  .oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.stringMatching(/^[ ",;\t\n用]+$/))
  .filter((text) => !/[\r\uFFFD]/.test(text));

it('a row that is no CSV is written as it was, once and when it was fed back', () => {
  const row = { raw: { line: 2, text: 'a,"b', problem: 'no' }, outOrderNo: 'n', reason: 'no' };
  const head = (columns: string[]): InputHead => ({ format: 'csv', header: '', delimiter: ',', columns });
  expect(formatFailedRow(head(['openid', 'note']), row)).toBe('no,,a,"b\n');
  const again = { ...row, raw: { ...row.raw, text: 'no,,a,"b' } };
  const columns = [REASON_COLUMN, 'out_order_no', 'openid', 'note'];
  expect(failedHeader(head(columns))).toBe(`${columns.join(',')}\n`);
  expect(formatFailedRow(head(columns), again)).toBe('no,,a,"b\n');
});

it('puts an apostrophe in front of what a spreadsheet takes for a formula, if asked', () => {
  const head: InputHead = { format: 'csv', header: '', delimiter: ',', columns: ['openid', 'note'] };
  const row = { raw: { line: 2, text: '', fields: { openid: 'o1', note: '=1+1' } }, outOrderNo: '-n', reason: '@no' };
  expect(formatFailedRow(head, row, { excelSafe: true })).toBe("'@no,'-n,o1,'=1+1\n");
  expect(formatFailedRow(head, row)).toBe('@no,-n,o1,=1+1\n');
});

it('failed rows are read back as they were, with their numbers and the reason', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...heads),
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }),
      async (head, all) => {
        const rows = all.map(([openid, note, reason], at) => ({
          raw: { line: at + 2, text: '', fields: { openid, note } },
          outOrderNo: `n-${at}`,
          reason,
        }));
        const text = failedHeader(head) + rows.map((row) => formatFailedRow(head, row)).join('');
        expect(await readBack(head, text)).toEqual(
          rows.map(({ raw, outOrderNo, reason }) => ({
            ...raw.fields,
            out_order_no: outOrderNo,
            [REASON_COLUMN]: reason,
          })),
        );
      },
    ),
  );
});

it('columns may be named as what every object has: a cell that is empty stays empty', () => {
  const columns = ['openid', '__proto__', 'constructor', 'toString'];
  const head = { format: 'csv' as const, header: '', delimiter: ',', columns };
  const row = { raw: { line: 2, text: 'o1,,,', fields: { openid: 'o1' } }, outOrderNo: 'n', reason: 'no' };
  expect(formatFailedRow(head, row)).toBe('no,n,o1,,,\n');
});

it.each(heads)(
  'a row that is too long is written as far as it is recognised, and is a wrong row again',
  async (head) => {
    const good = head.format === 'csv' ? `o1${head.delimiter}1` : '{"openid":"o1","note":"1"}';
    const header = head.format === 'csv' ? `openid${head.delimiter}note\n` : '';
    const text = `${header}${good}\n{"openid":"${'用'.repeat(1_000_000)}"}\n`;
    const { rows } = await openInput(Readable.from([Buffer.from(text)]), head.format);
    const found = [];
    for await (const portion of rows) found.push(...portion);
    const [, raw] = found;
    if (raw?.problem === undefined) throw new Error('the second row should be wrong');
    const failed = formatFailedRow(head, { raw, outOrderNo: 'n', reason: inLanguage(raw.problem, 'en') });
    expect(failed.length).toBeLessThan(2000);
    expect(failed).toContain('it is longer than 1048576 bytes');
    expect(failed).toContain('用用用');
    expect(failed).not.toContain('\uFFFD');
  },
);
