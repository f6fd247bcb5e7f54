import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTally, type Tally } from '../../../../../src/batch/send/tally.js';
import { rowCounts, rowsDone } from '../../../../../src/cli/commands/insurance/batch/row-counts.js';
import { showProgress } from '../../../../../src/cli/commands/insurance/bulk/progress.js';
import { progressLine } from '../../../../../src/cli/commands/insurance/bulk/progress-line.js';
import type { Context } from '../../../../../src/cli/context.js';
import { createDataOut } from '../../../../../src/cli/output/data-out.js';
import { createIo, type World } from '../../../../../src/cli/world.js';
import { NetworkError } from '../../../../../src/errors.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

type Changes = Partial<Pick<Context, 'language' | 'output' | 'options'>>;

/** Shows the progress of a run of 6,000 rows. */
const show = (stderr: World['stderr'], tally: Tally, changes: Changes): (() => void) => {
  const world = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr,
    env: {},
    cwd: '/',
    home: '/',
    pid: 1,
    signal: new AbortController().signal,
    passSignals: () => () => {},
  };
  const { output = 'table', options = {}, language = 'en' } = changes;
  const io = createIo(createDataOut(world), world, {
    quiet: options.quiet === true,
    verbose: false,
    machine: () => output !== 'table',
    language: () => language,
  });
  const nothing = async () => {};
  return showProgress({
    context: { argv: [], world, io, options, showHelp: nothing, showCompletions: nothing, output, language },
    done: () => rowsDone(tally),
    counts: () => rowCounts(tally),
    fraction: () => tally.counts.created / 6000,
    now: Date.now,
    crowded: false,
  });
};

/** A run that creates 50 rows a second, seen for some seconds, and what it wrote to stderr. */
const watch = (
  seconds: number,
  { isTTY = false, columns, ...changes }: Changes & { isTTY?: boolean; columns?: number },
): string => {
  const stderr = Object.assign(new PassThrough(), { isTTY, ...(columns !== undefined && { columns }) });
  const tally = createTally();
  const end = show(stderr, tally, changes);
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    for (let at = 0; at < 5; at += 1) {
      const line = tally.counts.created + 1;
      const ending = { order: Buffer.from('{}') };
      tally.add({ line, outOrderNo: `n-${line}`, digest: 'd1ce5ed0c0de', attempts: 1, ending });
    }
    vi.advanceTimersByTime(100);
  }
  end();
  return stderr.read()?.toString() ?? '';
};

/** The last line that was drawn, without its controls. */
const lastDrawn = (drawn: string): string => stripVTControlCharacters(drawn.split('\r').at(-2) ?? '');

describe('on a terminal', () => {
  it('is one line that is drawn over: bar, counts, rate, time left; and gone at the end', () => {
    const drawn = watch(12, { isTTY: true, columns: 140 });
    expect(drawn).not.toContain('\n');
    expect(lastDrawn(drawn)).toBe(
      '██░░░░░░░░░░░░░░░░░░░░░░ 10 % · 600 done · created 600 · failed 0 · unknown 0 · 50/s · 1 min 48 s left',
    );
    expect(drawn.split('\r').at(-1)).toBe('\u001b[K');
  });

  it('is cut off and not wrapped where the terminal has become narrower', () => {
    const [before, first = ''] = watch(1, { isTTY: true }).split('\r');
    expect(before).toBe('');
    expect(first.startsWith('\u001b[K\u001b[?7l')).toBe(true);
    expect(first.endsWith('\u001b[?7h')).toBe(true);
  });

  it('speaks Chinese', () => {
    expect(lastDrawn(watch(12, { isTTY: true, columns: 140, language: 'zh' }))).toContain(
      '完成 600 · 已创建 600 · 失败 0 · 结果未知 0 · 50 行/秒 · 剩余 1 分 48 秒',
    );
  });

  it.each([
    [80, 'en', '10 % · 600 done · created 600 · failed 0 · unknown 0 · 50/s · 1 min 48 s left'],
    [60, 'en', '10 % · 600 done · failed 0 · 50/s · 1 min 48 s left'],
    [40, 'en', '█░░░░░░░ 10 % · 50/s · 1 min 48 s left'],
    [80, 'zh', '10 % · 完成 600 · 已创建 600 · 失败 0 · 结果未知 0 · 50 行/秒 · 剩余 1 分 48 秒'],
    [60, 'zh', '10 % · 完成 600 · 失败 0 · 50 行/秒 · 剩余 1 分 48 秒'],
  ] as const)('fits %i columns (%s) with the rate and the time left', (columns, language, line) => {
    const drawn = lastDrawn(watch(12, { isTTY: true, columns, language }));
    expect(drawn).toBe(line);
    expect(stringWidth(drawn)).toBeLessThan(columns);
  });
});

describe('a line', () => {
  const tally = createTally();
  const ending = { error: new NetworkError('lost', { code: 'TIMEOUT', outcome: 'unknown' }) };
  for (let line = 1; line <= 12_345; line += 1)
    tally.add({ line, outOrderNo: 'n', digest: 'd1ce5ed0c0de', attempts: 1, ending });
  tally.skip('created');
  const last = { at: 10_000, done: 1_234_567, fraction: 0.123 };
  const first = { at: 0, done: 1_224_567, fraction: 0.122 };

  it.each([140, 100, 80, 60].flatMap((width) => (['en', 'zh'] as const).map((language) => ({ width, language }))))(
    'of large numbers fits too: %j',
    ({ width, language }) => {
      const line = progressLine(rowCounts(tally), last, first, { language, width });
      expect(stringWidth(line)).toBeLessThanOrEqual(width);
      expect(line).toContain(language === 'en' ? '1000/s · 2 h 26 min left' : '1000 行/秒 · 剩余 2 小时 26 分');
    },
  );
});

it('is drawn anew when the terminal changes its width', () => {
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 140 });
  const drawnAt = (columns: number): string => {
    stderr.read();
    stderr.columns = columns;
    stderr.emit('resize');
    return lastDrawn(`${stderr.read()}\r`);
  };
  const end = show(stderr, createTally(), {});
  expect(stringWidth(drawnAt(60))).toBeLessThan(60);
  expect(drawnAt(140)).toContain('created 0');
  end();
  expect(stderr.listenerCount('resize')).toBe(0);
});

it('without a terminal is a line every ten seconds', () => {
  expect(watch(21, {})).toBe(
    '8 % · 500 done · created 500 · failed 0 · unknown 0 · 50/s · 1 min 50 s left\n16 % · 1000 done · created 1000 · failed 0 · unknown 0 · 50/s · 1 min 40 s left\n',
  );
});

it.each([{ options: { quiet: true as const } }, { output: 'json' as const }])('is nothing with %j', (changes) => {
  expect(watch(21, changes)).toBe('');
  expect(watch(21, { ...changes, isTTY: true })).toBe('');
});
