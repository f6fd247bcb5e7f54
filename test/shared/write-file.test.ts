import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addFile, replaceFile } from '../../src/shared/write-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wxpay-write-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

test('a new file has the content and the mode, and nothing is left beside it', async () => {
  const file = join(folder, 'one');
  await replaceFile(file, 'first', { mode: 0o600, flush: true });
  expect(await readFile(file, 'utf8')).toBe('first');
  expect(await modeOf(file)).toBe(0o600);
  expect(await addFile(join(folder, 'two'), Uint8Array.of(1, 2), { mode: 0o600 })).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(['one', 'two']);
});

test('replacing takes the place of a file with another mode, whole', async () => {
  const file = join(folder, 'one');
  await writeFile(file, 'a longer content than the new one');
  await chmod(file, 0o666);
  await replaceFile(file, 'new', { mode: 0o600 });
  expect(await readFile(file, 'utf8')).toBe('new');
  expect(await modeOf(file)).toBe(0o600);
});

test('a symbolic link in place of the target is replaced, and what it points to is left alone', async () => {
  const [victim, file] = [join(folder, 'victim'), join(folder, 'link')];
  await writeFile(victim, 'precious');
  await symlink(victim, file);
  expect(await addFile(file, 'x', { mode: 0o600 })).toBe(false);
  await replaceFile(file, 'x', { mode: 0o600 });
  expect(await readFile(victim, 'utf8')).toBe('precious');
  expect(await readFile(file, 'utf8')).toBe('x');
});

test('adding leaves an existing file as it is, also one that a link of that name points nowhere to', async () => {
  const file = join(folder, 'one');
  await writeFile(file, 'before');
  expect(await addFile(file, 'after', { mode: 0o600 })).toBe(false);
  expect(await readFile(file, 'utf8')).toBe('before');
  await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
  expect(await addFile(join(folder, 'dangling'), 'x', { mode: 0o600 })).toBe(false);
  expect((await readdir(folder)).sort()).toEqual(['dangling', 'one']);
});

test('of many that add at once, one writes', async () => {
  const file = join(folder, 'one');
  const contents = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
  const added = await Promise.all(contents.map((content) => addFile(file, content, { mode: 0o600 })));
  const winners = contents.filter((_, index) => added[index]);
  expect(winners).toEqual([await readFile(file, 'utf8')]);
  expect(await readdir(folder)).toEqual(['one']);
});

test('a failure leaves no draft behind, and names what failed', async () => {
  const file = join(folder, 'taken');
  await mkdir(join(file, 'inside'), { recursive: true });
  await expect(replaceFile(file, 'x', { mode: 0o600 })).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  await expect(addFile(join(folder, 'missing', 'file'), 'x', { mode: 0o600 })).rejects.toThrow('ENOENT');
  expect(await readdir(folder)).toEqual(['taken']);
});

test('a name as long as names can be is written', async () => {
  const file = join(folder, 'n'.repeat(255));
  await replaceFile(file, 'x', { mode: 0o600 });
  expect(await readFile(file, 'utf8')).toBe('x');
});
