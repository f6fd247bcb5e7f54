import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runCli } from '../../../../../src/cli/run.js';

it('a dry run waits for a slow reader of its lines, and does not pile them up', async () => {
  const home = mkdtempSync(join(tmpdir(), 'wxpay-dry-'));
  const rows = join(home, 'rows.csv');
  writeFileSync(rows, `openid\n${'a b\n'.repeat(200)}`);
  let lines = 0;
  let read = (): void => {};
  const stdout = new Writable({
    write(chunk, _, done) {
      lines += String(chunk).split('\n').length - 1;
      read = done;
    },
  });
  const ended = runCli(['insurance', 'batch', rows, '--sandbox', '--dry-run', '--quiet'], {
    env: { XDG_STATE_HOME: home },
    cwd: home,
    home,
    pid: 1,
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    signal: new AbortController().signal,
    passSignals: () => () => {},
  });
  while (lines === 0) await delay(5);
  await delay(50);
  expect(stdout.writableLength).toBeLessThan(1000);
  const timer = setInterval(() => {
    const done = read;
    read = () => {};
    done();
  }, 0);
  expect(await ended).toBe(7);
  clearInterval(timer);
  expect(lines).toBe(200);
  rmSync(home, { recursive: true });
});
