import { chown, lchown, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openOwnFile } from '../../src/shared/own-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wxpay-own-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const write = async (file: string, text: string, append: boolean) => {
  const handle = await openOwnFile(file, { append });
  await handle.writeFile(text);
  await handle.close();
};

test('a new file can be read by its owner alone', async () => {
  const file = join(folder, 'one');
  await write(file, 'a', true);
  await write(file, 'b', true);
  expect(await readFile(file, 'utf8')).toBe('ab');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('nothing is cut off before the caller has looked', async () => {
  const file = join(folder, 'one');
  await writeFile(file, 'before');
  await write(file, 'AF', false);
  expect(await readFile(file, 'utf8')).toBe('AFfore');
});

test("a link of the user's own is followed", async () => {
  await symlink(join(folder, 'target'), join(folder, 'link'));
  await write(join(folder, 'link'), 'x', true);
  expect(await readFile(join(folder, 'target'), 'utf8')).toBe('x');
});

// Only root can give files away.
describe.runIf(process.geteuid?.() === 0)('what another user has put there', () => {
  const ANOTHER = 65_534;

  test('is not written to: a file', async () => {
    const file = join(folder, 'planted');
    await writeFile(file, 'theirs');
    await chown(file, ANOTHER, ANOTHER);
    await expect(openOwnFile(file, { append: true })).rejects.toThrow('it belongs to another user (uid 65534)');
    expect(await readFile(file, 'utf8')).toBe('theirs');
  });

  test('is not followed: a link, also to a file of the user', async () => {
    const [victim, file] = [join(folder, 'victim'), join(folder, 'planted')];
    await symlink(victim, file);
    await lchown(file, ANOTHER, ANOTHER);
    await expect(openOwnFile(file, { append: true })).rejects.toThrow('the symbolic link belongs to another user');
    await expect(stat(victim)).rejects.toThrow('ENOENT');
  });
});
