import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '../../src/shared/make-folder.js';

const home = mkdtempSync(join(tmpdir(), 'wxpay-folder-'));
afterAll(() => rmSync(home, { recursive: true }));

test('makes a folder and those above it, with the mode, and leaves what exists', async () => {
  const path = join(home, 'a', 'b', 'c');
  await makeFolder(path, 0o700);
  if (process.platform !== 'win32') expect(statSync(join(home, 'a')).mode & 0o777).toBe(0o700);
  await makeFolder(path, 0o755);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('many may make it at the same time', async () => {
  const path = join(home, 'm', 'n', 'o');
  await Promise.all(Array.from({ length: 20 }, () => makeFolder(path)));
  expect(statSync(path).isDirectory()).toBe(true);
});

test('a file in its place is an error', async () => {
  const file = join(home, 'file');
  writeFileSync(file, '');
  await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(file, 'below'))).rejects.toThrow();
});

test.runIf(process.platform === 'linux')('ends where nothing can be made', async () => {
  await expect(makeFolder('/proc/wxpay/nothing')).rejects.toMatchObject({ code: 'ENOENT' });
});
