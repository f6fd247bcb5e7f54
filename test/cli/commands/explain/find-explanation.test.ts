import { expect, it } from 'vitest';
import { CODES, NUMBERS } from '../../../../src/apiv3/error-codes.js';
import { findExplanation, KNOWN_CODES } from '../../../../src/cli/commands/explain/find-explanation.js';
import { EXIT_CODES, SIGNAL_EXIT_CODES, SOME_FAILED } from '../../../../src/cli/exit-codes.js';

it.each([
  ['KEY_PAIR_MISMATCH', 'config', 3, 'private key and certificate do not belong together'],
  ['key-pair-mismatch', 'config', 3, 'private key and certificate do not belong together'],
  ['PARAM_ERROR', 'api', 4, CODES['PARAM_ERROR']?.en.meaning],
  ['268498688', 'api', 4, NUMBERS['268498688']?.en.meaning],
  ['0896F8F5C20610D00118E2DDE30120F31928-268498688', 'api', 4, NUMBERS['268498688']?.en.meaning],
  [
    'HTTP_502',
    'network',
    5,
    'a response with status 502 whose body is not an APIv3 error: it came from a server in between',
  ],
  ['ECONNREFUSED', 'network', 5, 'nothing is listening at the address'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'network', 5, "the server's certificate is not trusted"],
  ['3', 'config', 3, 'configuration or keys: missing, unreadable, not matching; nothing was sent'],
])('%s is of the kind %s and exits with %i', (word, kind, exitCode, meaning) => {
  const found = findExplanation(word);
  expect(found).toMatchObject({ kinds: [kind], exitCodes: [exitCode] });
  expect(found?.meaning.en).toBe(meaning);
});

it.each(['NO_SUCH_CODE', '', '99', '-', 'constructor', '0896-1'])('%j is not known', (word) => {
  expect(findExplanation(word)).toBeUndefined();
});

it('every known code, number and exit code has a meaning in both languages', () => {
  const exits = [0, SOME_FAILED, ...Object.values(EXIT_CODES), ...Object.values(SIGNAL_EXIT_CODES)].map(String);
  for (const word of [...KNOWN_CODES, ...Object.keys(NUMBERS), ...exits]) {
    const { meaning } = findExplanation(word) ?? { meaning: { en: '', zh: '' } };
    expect(meaning.en, word).not.toBe('');
    expect(meaning.zh, word).toMatch(/\p{Script=Han}/u);
  }
});
