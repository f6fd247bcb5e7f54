import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CODES, NUMBERS } from '../../src/apiv3/error-codes.js';
import { EXIT_CODES } from '../../src/cli/exit-codes.js';
import { ERROR_CODES, type ErrorCode } from '../../src/error-codes.js';
import { meaningOfCode } from '../../src/texts/explain.js';

const isOwn = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const page = (): string =>
  [
    '# Errors by code',
    '',
    'Made from the tables in the source; `npx vitest run test/docs/errors.test.ts -u` writes it anew. The same on the command line: `wxpay explain <code>`.',
    '',
    '## Codes of wxpay',
    '',
    row('Code', 'Exit code', 'Meaning', '含义'),
    row('---', '---', '---', '---'),
    ...Object.keys(ERROR_CODES)
      .filter(isOwn)
      .map((code) => {
        const { en, zh } = meaningOfCode(code);
        return row(`\`${code}\``, ERROR_CODES[code].map((kind) => EXIT_CODES[kind]).join(', '), en, zh);
      }),
    '',
    '## Codes of WeChat Pay',
    '',
    row('Code', 'Meaning', 'Next step', '含义', '处理'),
    row('---', '---', '---', '---', '---'),
    ...Object.entries({ ...CODES, ...NUMBERS }).map(([code, { en, zh }]) =>
      row(`\`${code}\``, en.meaning, en.hint, zh.meaning, zh.hint),
    ),
    '',
  ].join('\n');

test('docs/errors.md says what the tables say', async () => {
  await expect(page()).toMatchFileSnapshot(fileURLToPath(new URL('../../docs/errors.md', import.meta.url)));
});
