import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BIN, freshMachine, type Machine } from './wxpay.js';

const PRELOAD = fileURLToPath(new URL('helpers/break-command.cjs', import.meta.url));
const ROOT = dirname(dirname(BIN));

let machine: Machine;
beforeAll(async () => {
  machine = await freshMachine();
});
afterAll(() => machine.dispose());

test('--debug shows where an error came from by the names of the source, with paths as in the package', async () => {
  const { code, stderr } = await machine.run(['insurance', 'get', 'n1', '--config', 'missing.yaml', '--debug']);
  expect(code).toBe(3);
  expect(stderr).toMatch(/^ConfigError: /m);
  expect(stderr).toMatch(/^ {4}at (?:async )?(?:Object\.)?withSession \(dist\/cli\/[\w-]+\.cjs:\d+:\d+\)$/m);
  expect(stderr).not.toContain(join(ROOT, 'dist'));
});

test('a bug is told with its stack and its cause', async () => {
  const { code, stderr } = await machine.run(['insurance', 'get', 'n1', '--debug'], {
    env: { NODE_OPTIONS: `--require=${PRELOAD}`, BREAK: 'bug' },
  });
  expect(code).toBe(1);
  expect(stderr).toContain('this is a bug in wxpay: broken by a test');
  expect(stderr).toMatch(/^TypeError: broken by a test\n {4}at /m);
  expect(stderr).toMatch(/^ {4}at async runCli \(dist\/cli\/start-[\w-]+\.cjs:\d+:\d+\)$/m);
  expect(stderr).toMatch(/^caused by: RangeError: the cause$/m);
});

test('nothing that is built names a folder of the machine that built it', () => {
  const dist = join(ROOT, 'dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => /\.\w+$/.test(file));
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  expect(files.filter((file) => readFileSync(join(dist, file), 'utf8').includes(ROOT))).toEqual([]);
});
