import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts, type Part } from '../../../src/sandbox/inspector/differences.js';

/** What differs in brackets. */
const marked = (lines: Part[][]) =>
  lines.map((parts) => parts.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(''));

describe('two texts', () => {
  it.each([
    ['GET\n/v3\n', 'GET\n/v3\n', ['GET⏎', '/v3⏎'], ['GET⏎', '/v3⏎']],
    ['GET\n/v3\n', 'GET\n/v4\n', ['GET⏎', '/v[3]⏎'], ['GET⏎', '/v[4]⏎']],
    ['a\n', 'a', ['a[⏎]'], ['a']],
    ['a\r\n', 'a\n', ['a[␍]⏎'], ['a⏎']],
    ['abc', 'axc', ['a[b]c'], ['a[x]c']],
    ['aa', 'aaa', ['aa'], ['aa[a]']],
    ['', 'x', [''], ['[x]']],
    ['a\nb\n', 'a\n', ['a⏎', '[b⏎]'], ['a⏎', '']],
    ['', '', [], []],
  ])('%j beside %j', (one, other, ones, others) => {
    const [first, second] = compareTexts(one, other);
    expect([marked(first), marked(second)]).toEqual([ones, others]);
  });

  it('lose nothing, and nothing of equal ones is marked', () => {
    const text = fc.stringMatching(/^[ab\n]{0,12}$/);
    fc.assert(
      fc.property(text, text, (one, other) => {
        const shown = (lines: Part[][]) => lines.map((parts) => parts.map((part) => part.text).join('')).join('');
        const [first] = compareTexts(one, other);
        expect(shown(first)).toBe(one.replaceAll('\n', '⏎'));
        expect(
          compareTexts(one, one)
            .flat(2)
            .some(({ differs }) => differs),
        ).toBe(false);
      }),
      { seed: 1 },
    );
  });
});
