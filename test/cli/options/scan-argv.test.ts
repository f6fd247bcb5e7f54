import { expect, test } from 'vitest';
import { scanArgv } from '../../../src/cli/options/scan-argv.js';
import { growth } from '../../apiv3/helpers.js';

test.each([
  ['', 'table'],
  ['--json', 'json'],
  ['-o json', 'json'],
  ['-ojson', 'json'],
  ['-qo json', 'json'],
  ['-qojson', 'json'],
  ['--output=ndjson', 'ndjson'],
  ['-o table -o json', 'json'],
  ['-o json -o table', 'table'],
  ['-o ndjson --json', 'json'],
  ['--json -o table', 'table'],
  ['insurance create --opnid o1 -ojson', 'json'],
  ['insurance create --timeout soon --json', 'json'],
  ['insurance create --json --timeout', 'json'],
  ['insurance get -- --json', 'table'],
  ['-o xml', 'table'],
])('the format of %j is %s', (typed, output) => {
  expect(scanArgv(typed === '' ? [] : typed.split(' '), {}).output).toBe(output);
});

test('the environment says the format where no option does', () => {
  expect(scanArgv([], { WECHATPAY_OUTPUT: 'ndjson' }).output).toBe('ndjson');
  expect(scanArgv(['-otable'], { WECHATPAY_OUTPUT: 'ndjson' }).output).toBe('table');
});

test('language, colour and debug are read as commander reads them', () => {
  expect(scanArgv(['--lang=zh', '--no-color', '--debug'], {})).toMatchObject({
    language: 'zh',
    color: false,
    debug: true,
  });
  expect(scanArgv(['--lang', 'fr'], {})).toMatchObject({ language: undefined, color: true, debug: false });
});

test.each([
  ['one word of short options', (size: number) => [`-${'v'.repeat(size)}`]],
  ['many words', (size: number) => Array.from({ length: size }, () => '--output=json')],
  ['one word of hyphens', (size: number) => ['-'.repeat(size * 20)]],
])('the time grows with the length of a call, not with its square: %s', (_, words) => {
  expect(
    growth(
      (argv) => scanArgv(JSON.parse(argv), {}),
      (size) => JSON.stringify(words(size)),
      1000,
    ),
  ).toBeLessThan(45);
});
