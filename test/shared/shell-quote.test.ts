import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellQuote } from '../../src/shared/shell-quote.js';

test.each([
  ['plain', 'plain'],
  ['/path/to.file', '/path/to.file'],
  ['--rate=5', '--rate=5'],
  ['a,b:c@d%e+f_g-h', 'a,b:c@d%e+f_g-h'],
  ['', "''"],
  ['two words', "'two words'"],
  ['$HOME', "'$HOME'"],
  ['*', "'*'"],
  ["it's", "'it'\\''s'"],
  ['a\nb', "'a\nb'"],
  ['~', "'~'"],
  ['订单', "'订单'"],
])('%j is written as %s', (word, quoted) => {
  expect(shellQuote(word)).toBe(quoted);
});

test.skipIf(process.platform === 'win32')('a shell reads each word back as it was', () => {
  const words = ['', "it's", '$HOME', '`id`', 'a\nb', '"', '\\', '!', '*', '-n', "''", '订单', '~'];
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${words.map(shellQuote).join(' ')}`], { encoding: 'utf8' });
  expect(stdout.split('\0').slice(0, -1)).toEqual(words);
});
