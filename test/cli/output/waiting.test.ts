import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.js';
import { runInProcess } from '../../helpers/in-process.js';

const home = mkdtempSync(join(tmpdir(), 'wxpay-waiting-'));
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: ':memory:', latency: [2300, 2300] });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(home, { recursive: true });
});

const ask = (args: string[], columns?: number) =>
  runInProcess(['insurance', 'qualification', 'o1', '-c', sandbox.configFile ?? '', ...args], {
    home,
    env: {},
    columns,
  });

it('a person at a terminal is told that a call waits, and for which host', async () => {
  const { host } = new URL(sandbox.url);
  const [told, chinese] = await Promise.all([ask([], 80), ask(['--lang', 'zh'], 80)]);
  expect(told.code).toBe(0);
  expect(told.stderr.split('\n')).toContain(`still waiting for ${host} (2 s) …`);
  expect(chinese.stderr.split('\n')).toContain(`仍在等待 ${host} 的应答（2 秒）…`);
});

it('a person at a terminal is told why a call is retried', async () => {
  sandbox.queueFaults(['500']);
  expect((await ask([], 80)).stderr).toMatch(/^retrying \(2 of 4\) after: GET .* 500 SYSTEM_ERROR/m);
});

it.each([
  [[], undefined],
  [['--quiet'], 80],
  [['--json'], 80],
])('nothing of it is said with %j on a terminal of %s columns', async (args, columns) => {
  sandbox.queueFaults(['500']);
  const { code, stderr } = await ask(args, columns);
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/waiting|retrying/);
});
