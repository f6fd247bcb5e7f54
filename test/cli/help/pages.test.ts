import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { chineseIn, englishIn } from '../../helpers/english.js';
import { COMMAND_PATHS, PAGES, runFor } from './pages.js';

const NO_COLOR: Readonly<Record<string, string>> = { NO_COLOR: '1' };

const page = async (words: readonly string[], columns: number, lang: 'zh' | 'en', env = NO_COLOR): Promise<string> => {
  const { code, stdout, stderr } = await runFor(['help', ...words, '--lang', lang], columns, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

/** Calls to copy, which are never wrapped: the lines below a comment. */
const withoutExamples = (text: string): string[] =>
  text.split('\n').filter((line, at, lines) => !/^ {2}# /.test(lines[at - 1] ?? '') || /^ {2}# /.test(line));

describe.each(PAGES)('the page of wxpay %s %s', (...words) => {
  it.each([60, 80, 140])('fits %i columns, in both languages', async (columns) => {
    for (const lang of ['zh', 'en'] as const) {
      const wide = withoutExamples(await page(words, columns, lang)).filter((line) => stringWidth(line) > columns);
      expect(wide).toEqual([]);
    }
  });

  it('is in one language', async () => {
    expect(chineseIn(await page(words, 80, 'en'))).toEqual([]);
    expect(englishIn(await page(words, 80, 'zh'))).toEqual([]);
  });

  it('is the same with colours, but for them', async () => {
    const coloured = await page(words, 80, 'zh', { FORCE_COLOR: '1' });
    expect(stripVTControlCharacters(coloured)).toBe(await page(words, 80, 'zh'));
  });
});

describe('help', () => {
  it.each(COMMAND_PATHS.filter((path) => path.length > 0))(
    'of %s %s is one page, however it is asked for',
    async (...words) => {
      const [first = '', ...rest] = words;
      const expected = await runFor(['help', ...words]);
      expect(await runFor([...words, '--help'])).toEqual(expected);
      expect(await runFor([...words, '-h', '--no-color'])).toEqual(expected);
      if (rest.length > 0) expect(await runFor([first, 'help', ...rest])).toEqual(expected);
    },
  );

  it('speaks the language of the run, as errors do', async () => {
    const chinese = await runFor(['help', 'insurance', '--lang', 'zh']);
    expect(chinese.stdout).toContain('用法：wxpay insurance');
    for (const env of [{ WECHATPAY_LANG: 'zh' }, { LC_ALL: 'zh_CN.UTF-8' }, { LANG: 'zh_CN' }]) {
      expect(await runFor(['insurance', '--help'], undefined, env)).toEqual(chinese);
    }
  });

  it('shows examples before options', async () => {
    for (const path of COMMAND_PATHS) {
      const { stdout } = await runFor(['help', ...path]);
      const [examples, options] = [stdout.indexOf('Examples:'), stdout.indexOf('\nOptions:')];
      if (options >= 0) expect(examples, path.join(' ')).toBeGreaterThan(0);
      if (options >= 0) expect(examples, path.join(' ')).toBeLessThan(options);
    }
  });

  it.each([
    [['help', 'exit-code'], 'exit-codes'],
    [['help', 'insurence'], 'insurance'],
    [['help', 'insurance', 'creat'], 'create'],
    [['insurance', 'help', 'creat'], 'create'],
  ])('suggests the nearest name for %j', async (args, name) => {
    const { code, stdout, stderr } = await runFor(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`Did you mean ${name}?`);
  });

  it('knows no property of an object for a topic', async () => {
    expect((await runFor(['help', 'constructor'])).code).toBe(2);
  });
});
