import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXIT_CODES, SIGNAL_EXIT_CODES, SOME_FAILED } from '../../src/cli/exit-codes.js';
import { EXIT_MEANINGS } from '../../src/texts/exit-codes.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it('every code that the command ends with has its meaning', () => {
  const codes = [0, ...Object.values(EXIT_CODES), SOME_FAILED, ...Object.values(SIGNAL_EXIT_CODES)];
  expect(EXIT_MEANINGS.map(({ code }) => code)).toEqual(codes.sort((a, b) => a - b));
});

it.each(EXIT_MEANINGS)('the README says of exit code $code what the table says', ({ code, meaning, whatToDo }) => {
  expect(readme).toContain(`\n| ${code} | ${meaning.en} | ${whatToDo?.en ?? ''} |\n`);
});
