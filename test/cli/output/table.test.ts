import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { createColors, PLAIN } from '../../../src/cli/output/colors.js';
import { fitColumns, renderFields, renderTable } from '../../../src/cli/output/table.js';

const colors = await createColors(true);
const rows = [
  { name: 'order_id', value: '1234', meaning: '微信支付订单号' },
  { name: 'openid', value: 'o'.repeat(90), meaning: 'the user, as this merchant sees him' },
];

describe('a coloured table with its escapes stripped is the plain one', () => {
  test.each([undefined, 140, 80, 60, 20])('at width %s', (width) => {
    const plain = renderFields(rows, 'zh', { colors: PLAIN, width });
    const coloured = renderFields(rows, 'zh', { colors, width });
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  test('whatever the cells are', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 20, max: 90 }),
        (cells, width) => {
          const styles = ['bold', 'dim'] as const;
          const plain = renderTable(['ONE', 'TWO'], cells, { colors: PLAIN, width, styles });
          expect(stripVTControlCharacters(renderTable(['ONE', 'TWO'], cells, { colors, width, styles }))).toBe(plain);
        },
      ),
      { seed: 14 },
    );
  });
});

test('the head has the words that it was given', () => {
  const [head] = stripVTControlCharacters(renderFields(rows, 'en', { colors })).split('\n');
  expect(head?.split(/ +/)).toEqual(['FIELD', 'VALUE', 'MEANING']);
});

test('Chinese is two columns wide', () => {
  expect(
    renderTable(
      ['A', 'B'],
      [
        ['中文', 'x'],
        ['abcd', 'y'],
      ],
      { colors: PLAIN },
    ),
  ).toBe('A     B\n中文  x\nabcd  y\n');
});

describe('on a terminal', () => {
  test.each([140, 80, 60, 40])('no line is wider than its %i columns, and nothing is lost', (width) => {
    const lines = renderFields(rows, 'zh', { colors: PLAIN, width }).split('\n');
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
    const count = (text: string) => text.match(/o/g)?.length;
    expect(count(lines.join(''))).toBe(count(JSON.stringify(rows.map((row) => Object.values(row)))));
  });

  test('the names of the rows are kept whole where they leave half of the terminal to the rest', () => {
    const long = [['order_receive_state', 'x'.repeat(40)]];
    expect(renderTable(['A', 'B'], long, { colors: PLAIN, width: 40 })).toMatch(/^order_receive_state {2}x{19}$/m);
    expect(renderTable(['A', 'B'], long, { colors: PLAIN, width: 30 })).not.toContain('order_receive_state');
  });

  test('words are kept whole where there are any', () => {
    const text = renderTable(['A'], [['one two three four']], { colors: PLAIN, width: 10 });
    expect(text).toBe('A\none two\nthree four\n');
  });

  test('Chinese is broken between characters', () => {
    expect(renderTable(['A'], [['租借充电宝隔夜归还']], { colors: PLAIN, width: 8 })).toBe(
      'A\n租借充电\n宝隔夜归\n还\n',
    );
  });
});

test('without a terminal nothing is wrapped, and blanks in a value stay', () => {
  const value = `  two  blanks ${'x'.repeat(300)}`;
  expect(renderTable(['A'], [[value]], { colors: PLAIN })).toBe(`A\n${value}\n`);
});

test('what is not seen is shown as code points', () => {
  expect(renderTable(['A'], [['a\u202eb\nc']], { colors: PLAIN })).toBe('A\na\\u{202e}b\\u{a}c\n');
});

test.each([
  [[5, 5], 20, [5, 5]],
  [[5, 50], 20, [5, 13]],
  [[40, 50], 40, [19, 19]],
  [[40, 50, 5], 30, [10, 10, 5]],
  [[40, 50], 5, [8, 8]],
  [[], 10, []],
])('columns of %j fit into %i as %j', (natural, width, fitted) => {
  expect(fitColumns(natural, width)).toEqual(fitted);
});
