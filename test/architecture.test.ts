import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCircle, globalProblems, importsOf, layerProblems, type Sources, undocumented } from './architecture.js';

const folder = `${dirname(import.meta.dirname)}/src`;
const sources: Sources = Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file.replaceAll('\\', '/'), readFileSync(`${folder}/${file}`, 'utf8')]),
);

describe('src', () => {
  test('is read', () => {
    expect(Object.keys(sources)).toContain('apiv3/keys.ts');
    expect(importsOf(sources['apiv3/keys.ts'] ?? '')).toEqual([
      'node:crypto',
      '../errors.js',
      '../shared/shell-quote.js',
      '../shared/text.js',
      '../texts/keys.js',
      '../texts/material.js',
      './certificate.js',
      './material.js',
      './rsa.js',
    ]);
  });

  test('every import goes to the own folder or to a lower layer, every package is at home', () => {
    expect(layerProblems(sources)).toEqual([]);
  });

  test('no imports in a circle', () => {
    expect(findCircle(sources)).toEqual([]);
  });

  test('process is used in cli/main.ts only, console nowhere', () => {
    expect(globalProblems(sources)).toEqual([]);
  });

  test('every export has a doc comment directly above', () => {
    expect(undocumented(sources)).toEqual([]);
  });
});

describe('the checks themselves', () => {
  test.each([
    ['apiv3/a.ts', "import { x } from '../http/b.js';"],
    ['insurance/a.ts', "export type { X } from '../notification/b.js';"],
    ['http/a.ts', "import {\n  x,\n  y,\n} from '../config/b.js';"],
    ['config/a.ts', "const { x } = await import('../http/b.js');"],
    ['batch/a.ts', "import '../sandbox/b.js';"],
    ['sandbox/a.ts', "import type { X } from '../batch/b.js';"],
    ['notification/a.ts', "import { x } from '../sandbox/b.js';"],
    ['index.ts', "export * from './cli/program.js';"],
    ['index.ts', "export * from './sandbox/index.js';"],
    ['errors.ts', "import { x } from './insurance/schema.js';"],
    ['http/a.ts', "import { x } from '../index.js';"],
    ['http/a.ts', "import { x } from '../../test/b.js';"],
    ['http/a.ts', "import { x } from '../helpers/b.js';"],
    ['helpers/a.ts', ''],
    ['apiv3/a.ts', "import * as z from 'zod/mini';"],
    ['insurance/a.ts', "import got from 'got';"],
    ['http/a.ts', "import chalk from 'chalk';"],
    ['cli/a.ts', "import leftPad from 'left-pad';"],
  ])('%s may not: %j', (file, source) => {
    expect(layerProblems({ [file]: source })).toHaveLength(1);
  });

  test.each([
    ['cli/a.ts', "import { x } from '../sandbox/b.js';\nimport { y } from '../apiv3/c.js';"],
    ['apiv3/a.ts', "import { x } from '../errors.js';\nimport { sign } from 'node:crypto';\n// import got from 'got';"],
    ['index.ts', "export * from './client/client.js';\nexport * from './errors.js';"],
    ['insurance/a.ts', "import en from 'zod/v4/locales/en.js';\n/**\n * import got from 'got';\n */"],
  ])('%s may: %j', (file, source) => {
    expect(layerProblems({ [file]: source })).toEqual([]);
  });

  test('a circle is found, short or long, within a folder too', () => {
    const to = (name: string) => `import { x } from './${name}.js';`;
    expect(findCircle({ 'a/x.ts': to('x') })).toEqual(['a/x.ts', 'a/x.ts']);
    expect(findCircle({ 'a/w.ts': to('x'), 'a/x.ts': to('y'), 'a/y.ts': to('z'), 'a/z.ts': to('x') })).toEqual([
      'a/x.ts',
      'a/y.ts',
      'a/z.ts',
      'a/x.ts',
    ]);
    expect(findCircle({ 'a/x.ts': to('y') + to('z'), 'a/y.ts': to('z'), 'a/z.ts': '' })).toEqual([]);
  });

  test('process and console are found in code, not in comments and words', () => {
    const found = [
      'process.env',
      'x(process?.argv)',
      "import p from 'node:process'",
      'globalThis.process',
      'console.log(1)',
    ];
    for (const code of found) expect(globalProblems({ 'config/a.ts': code })).toHaveLength(1);
    expect(globalProblems({ 'cli/main.ts': 'process.argv' })).toEqual([]);
    const harmless = [
      '// process.env',
      ' * console.log(1)',
      "const x = 'a child process. Then';",
      'worker.process.pid',
      'x // process.env',
    ];
    expect(globalProblems({ 'config/a.ts': harmless.join('\n') })).toEqual([]);
  });

  test('an export without a doc comment is found', () => {
    const doc = '/** What it is. */\n';
    for (const line of [
      'export const x = 1;',
      'export async function x() {}',
      'export class x {}',
      'export type x = 1;',
    ]) {
      expect(undocumented({ 'a.ts': line })).toEqual(['a.ts: x']);
      expect(undocumented({ 'a.ts': `// what it is\n${line}` })).toEqual(['a.ts: x']);
      expect(undocumented({ 'a.ts': `${doc}\n${line}` })).toEqual(['a.ts: x']);
      expect(undocumented({ 'a.ts': doc + line })).toEqual([]);
    }
  });
});
