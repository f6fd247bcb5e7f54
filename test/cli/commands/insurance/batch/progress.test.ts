import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTally } from '../../../../../src/batch/send/tally.js';
import { showProgress } from '../../../../../src/cli/commands/insurance/batch/progress.js';
import type { Context } from '../../../../../src/cli/context.js';
import { createDataOut } from '../../../../../src/cli/output/data-out.js';
import { createIo } from '../../../../../src/cli/world.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A run that creates 50 rows a second of 6,000, seen for some seconds, and what it wrote to stderr. */
const watch = (
  seconds: number,
  { isTTY = false, ...changes }: Partial<Pick<Context, 'language' | 'output' | 'options'>> & { isTTY?: boolean },
): string => {
  const streams = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: Object.assign(new PassThrough(), { isTTY }),
  };
  const world = {
    ...streams,
    env: {},
    cwd: '/',
    home: '/',
    pid: 1,
    signal: new AbortController().signal,
    passSignals: () => () => {},
  };
  const { output = 'table', options = {} } = changes;
  const io = createIo(createDataOut(world), world, {
    quiet: options.quiet === true,
    verbose: false,
    machine: () => output !== 'table',
    language: () => 'en',
  });
  const tally = createTally();
  let rows = 0;
  const end = showProgress({
    context: { argv: [], world, io, options, output, language: 'en', ...changes },
    tally,
    fraction: () => rows / 6000,
    now: Date.now,
    crowded: false,
  });
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    for (let at = 0; at < 5; at += 1) {
      rows += 1;
      tally.add({
        line: rows,
        outOrderNo: `n-${rows}`,
        digest: 'd1ce5ed0c0de',
        attempts: 1,
        ending: { order: Buffer.from('{}') },
      });
    }
    vi.advanceTimersByTime(100);
  }
  end();
  return streams.stderr.read()?.toString() ?? '';
};

describe('on a terminal', () => {
  it('is one line that is drawn over: bar, counts, rate, time left; and gone at the end', () => {
    const drawn = watch(12, { isTTY: true });
    expect(drawn).not.toContain('\n');
    const lines = drawn.split('\r');
    expect(lines.at(-2)).toContain(
      '██░░░░░░░░░░░░░░░░░░░░░░ 10 % · 600 done · created 600 · failed 0 · unknown 0 · 50/s · 1 min 48 s left',
    );
    expect(lines.at(-1)).toBe('\u001b[K');
  });

  it('is cut off and not wrapped where the terminal is narrow', () => {
    const [before, first = ''] = watch(1, { isTTY: true }).split('\r');
    expect(before).toBe('');
    expect(first.startsWith('\u001b[K\u001b[?7l')).toBe(true);
    expect(first.endsWith('\u001b[?7h')).toBe(true);
  });

  it('speaks Chinese', () => {
    expect(watch(12, { isTTY: true, language: 'zh' })).toContain(
      '完成 600 · 已创建 600 · 失败 0 · 结果未知 0 · 50/s · 剩余 1 分 48 秒',
    );
  });
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
