import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableJson, printableLines, toPrintableJson } from '../../src/shared/printable.js';

const UNSEEN: readonly (readonly [string, string])[] = [
  ['a C0 control', '\u001b'],
  ['DEL', '\u007f'],
  ['a C1 control', '\u009b'],
  ['a soft hyphen', '\u00ad'],
  ['the Arabic letter mark', '\u061c'],
  ['a zero-width space', '\u200b'],
  ['a zero-width joiner', '\u200d'],
  ['the left-to-right mark', '\u200e'],
  ['the right-to-left mark', '\u200f'],
  ['a line separator', '\u2028'],
  ['a bidirectional override', '\u202e'],
  ['a bidirectional isolate', '\u2066'],
  ['a blank braille pattern', '\u2800'],
  ['a Hangul filler', '\u3164'],
  ['a byte order mark', '\ufeff'],
  ['a tag', '\u{e0041}'],
  ['half of a surrogate pair', '\ud800'],
];

test.each(UNSEEN)('%s is shown as its code point, and in JSON as an escape', (_, character) => {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  expect(printable(`a${character}b`)).toBe(`a\\u{${code}}b`);
  expect(printableLines(`a${character}b`)).toBe(`a\\u{${code}}b`);
  const json = toPrintableJson({ [character]: character });
  expect(json).toMatch(/^[\x20-\x7e]*$/);
  expect(JSON.parse(json)).toEqual({ [character]: character });
});

test('what is seen stays: Chinese, accents, emoji', () => {
  const text = '租借充电宝 é 🔋 “quoted” ·';
  expect([printable(text), printableLines(text), toPrintableJson(text)]).toEqual([text, text, `"${text}"`]);
});

describe('printable', () => {
  test('shows ends of lines and cuts at the limit, never within a character', () => {
    expect(printable('a\nb')).toBe('a\\u{a}b');
    expect(printable('abcdef', 3)).toBe('abc…');
    expect(printable('ab🔋', 3)).toBe('ab…');
  });
});

test('printableLines keeps ends of lines and tabs', () => {
  expect(printableLines('a\n\tb\r')).toBe('a\n\tb\\u{d}');
});

test('JSON keeps its value and its layout, whatever is in its strings', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
      const safe = printableJson(json);
      expect(JSON.parse(safe)).toEqual(JSON.parse(json));
      expect(printableJson(safe)).toBe(safe);
    }),
    { seed: 13 },
  );
  expect(printableJson('{\n\t"a": 1\r\n}')).toBe('{\n\t"a": 1\r\n}');
  expect(printableJson('"\\\\\u202e"')).toBe('"\\\\\\u202e"');
});
