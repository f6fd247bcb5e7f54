import { expect, test } from 'vitest';
import { refusedCharacter } from '../../src/shared/request-text.js';

test.each(['', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', 'a-b_c|d*e', '订单号', 'é', '中文，标点。'])(
  '%j is accepted',
  (text) => {
    expect(refusedCharacter(text)).toBeUndefined();
  },
);

test.each([
  ['a b', 'it contains a blank or an invisible character (U+0020)'],
  ['a\u3000b', 'it contains a blank or an invisible character (U+3000)'],
  ['a\nb', 'it contains a blank or an invisible character (U+000A)'],
  ['\u0000', 'it contains a blank or an invisible character (U+0000)'],
  ['\uFEFFa', 'it contains a blank or an invisible character (U+FEFF)'],
  ['a\u200Bb', 'it contains a blank or an invisible character (U+200B)'],
  ['a\u202Eb', 'it contains a blank or an invisible character (U+202E)'],
  ['o🔋', 'it contains 🔋 (U+1F50B): only characters of 1 to 3 bytes in UTF-8 are allowed'],
  ['𠮷', 'it contains 𠮷 (U+20BB7): only characters of 1 to 3 bytes in UTF-8 are allowed'],
  ['a\uD83D', 'it contains half a character (U+D83D, a lone surrogate)'],
  ['\uDE00a', 'it contains half a character (U+DE00, a lone surrogate)'],
  ['a\uFFFDb', 'it contains U+FFFD, which stands for bytes that were not UTF-8'],
  ['a b🔋', 'it contains a blank or an invisible character (U+0020)'],
])('%j is refused, and the first such character named', (text, reason) => {
  expect(refusedCharacter(text)?.en).toBe(reason);
});
