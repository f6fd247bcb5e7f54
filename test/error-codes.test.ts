import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CODES } from '../src/apiv3/error-codes.js';
import { ERROR_CODES } from '../src/error-codes.js';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const TABLES = ['error-codes.ts', join('texts', 'en', 'error-meanings.ts'), join('texts', 'zh', 'error-meanings.ts')];

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !TABLES.includes(file))
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

test('every code that an error is made with is in a table', () => {
  const known = new Set([...Object.keys(ERROR_CODES), ...Object.keys(CODES)]);
  // The sandbox answers as WeChat Pay does, and its controls as a server of their own.
  const used = sources
    .filter(({ file }) => !/^sandbox.(?:api|control|inspector)|^notification.answers/.test(file))
    .flatMap(({ file, text }) =>
      Array.from(text.matchAll(/\bcode: '([A-Z][A-Z0-9_]+)'/g), ([, code = '']) => ({ file, code })),
    );
  expect(used.length).toBeGreaterThan(80);
  expect(used.filter(({ code }) => !known.has(code))).toEqual([]);
});

test('every code of the table is used', () => {
  const all = sources.map(({ text }) => text).join('\n');
  expect(Object.keys(ERROR_CODES).filter((code) => !all.includes(`'${code}'`))).toEqual([]);
});
