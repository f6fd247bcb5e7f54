import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkNumber, readNumber, type Setting } from '../../src/config/setting.js';
import { SETTING_NAMES, SETTINGS, settingOf, waysToSet } from '../../src/config/settings-table.js';
import { DEFAULT_RETRIES } from '../../src/http/retry.js';

const root = new URL('../..', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const code = (text: string | undefined): string => (text === undefined ? '' : `\`${text}\``);
const row = ({ key, env, option, meaning }: Setting): string =>
  `| ${[code(key), code(env), code(option), meaning.en].join(' | ')} |`;

test("README's table is what the settings table says", () => {
  const expected = [
    '| key in a file | variable | option | is |',
    '| --- | --- | --- | --- |',
    ...SETTING_NAMES.map((name) => row(settingOf(name))),
  ].join('\n');
  const [, found] = /<!-- settings -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(read('README.md')) ?? [];
  expect(found).toBe(expected);
});

test('a variable is spelled in the table and in no other source file', () => {
  // The protocol knows no configuration; its hint about an encrypted key names the variable.
  const elsewhere = ['config/settings-table.ts', 'apiv3/keys.ts'];
  const places = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !elsewhere.includes(file.replaceAll('\\', '/')))
    .flatMap((file) =>
      read(`src/${file}`)
        .split('\n')
        .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
        .flatMap((line) => line.match(/['"`][^'"`]*WECHATPAY_[A-Z0-9][^'"`]*['"`]/g) ?? [])
        .map((literal) => `${file}: ${literal}`),
    );
  expect(places).toEqual([]);
});

test('names of variables and keys stand once, and each meaning is one line', () => {
  const settings = SETTING_NAMES.map(settingOf);
  for (const names of [settings.flatMap(({ env }) => env ?? []), settings.flatMap(({ key }) => key ?? [])]) {
    expect(new Set(names).size).toBe(names.length);
  }
  for (const { meaning } of settings) expect(`${meaning.zh}${meaning.en}`).not.toMatch(/[\n|]/);
});

test('the default number of retries is that of the client', () => {
  expect(SETTINGS.retries.default).toBe(DEFAULT_RETRIES);
});

test('the ways to set a value are its option, its key and its variable', () => {
  expect(waysToSet('notifyUrl')).toBe(
    '--notify-url, or insurance.notifyUrl in the configuration, or WECHATPAY_NOTIFY_URL',
  );
  expect(waysToSet('caFile')).toBe('caFile in the configuration');
});

describe('a number', () => {
  const { range } = SETTINGS.timeout;
  test.each([
    ['0.5', true],
    ['86400', true],
    ['0', false],
    ['86400.1', false],
    ['-1', false],
    ['', false],
    ['1e3', false],
    ['0x10', false],
    ['Infinity', false],
    ['20s', false],
  ])('of seconds: %j %s', (text, good) => {
    expect(checkNumber(readNumber(text), range) === undefined).toBe(good);
  });
  test.each([
    ['3', true],
    ['3.5', false],
    ['101', false],
    ['-1', false],
  ])('of retries: %j %s', (text, good) => {
    expect(checkNumber(readNumber(text), SETTINGS.retries.range) === undefined).toBe(good);
  });
});
