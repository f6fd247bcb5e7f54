import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { BIN } from './wxpay.js';

const execute = promisify(execFile);
/** Newer Nodes keep compiled code themselves, in files of their own form. */
const ownForm = !('enableCompileCache' in Module);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wxpay-cache-'));
  await mkdir(join(root, 'home'), { mode: 0o755 });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const home = () => join(root, 'home');
const cache = () => join(home(), '.cache', 'wxpay');
const versionFolder = () => join(cache(), `${manifest.version}-${process.version}-${process.arch}`);

const create = async (env: Record<string, string> = { HOME: home() }) => {
  const args = [BIN, 'insurance', 'create', '--sandbox', '--openid', 'o1', '--field', 'openid'];
  const state = { XDG_STATE_HOME: join(root, 'state') };
  const { stdout, stderr } = await execute(process.execPath, args, { env: { ...state, ...env }, cwd: root });
  expect(stderr).toMatch(/^mchid [^\n]*\norder [^\n]*\n(?:\[sandbox\][^\n]*\n)*$/);
  expect(stdout).toBe('o1\n');
};
const kept = async () => {
  const entries = await readdir(versionFolder(), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

// Windows does not say whose a folder is: there nothing is kept.
const describeHere = describe.skipIf(process.platform === 'win32');

describeHere('compiled code', () => {
  test('is kept in a folder of our own for this version of wxpay and Node, closed to others', async () => {
    await create();
    expect((await stat(join(home(), '.cache'))).mode & 0o777).toBe(0o700);
    expect((await stat(cache())).mode & 0o777).toBe(0o700);
    const files = await kept();
    expect(files.length).toBeGreaterThanOrEqual(3);
    expect(files.filter((file) => /\.\d+$/.test(file))).toEqual([]);
    const before = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
    await create();
    expect(await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))).toEqual(before);
  });

  test('goes to XDG_CACHE_HOME if that is absolute', async () => {
    await create({ HOME: home(), XDG_CACHE_HOME: join(home(), 'elsewhere') });
    expect(await readdir(join(home(), 'elsewhere', 'wxpay'))).toHaveLength(1);
    expect(existsSync(join(home(), '.cache'))).toBe(false);
    await create({ HOME: home(), XDG_CACHE_HOME: 'relative' });
    expect(existsSync(join(root, 'relative'))).toBe(false);
    expect(await kept()).not.toEqual([]);
  });

  test('only costs time when it is cut short, made by another Node, or gone', async () => {
    await create();
    for (const file of await kept()) await writeFile(file, (await readFile(file)).subarray(0, 100));
    await create();
    for (const file of await kept()) await writeFile(file, 'made by another Node');
    await create();
    for (const file of await kept()) await rm(file);
    await create();
  });

  test('is written once by runs that start at the same time', async () => {
    await Promise.all([create(), create(), create(), create()]);
    expect((await kept()).filter((file) => /\.\d+$/.test(file))).toEqual([]);
  });
});

describeHere('no compiled code is read or written', () => {
  test('in a folder that others can write to or read', async () => {
    for (const mode of [0o777, 0o770, 0o750]) {
      await mkdir(versionFolder(), { recursive: true, mode: 0o700 });
      await chmod(cache(), mode);
      await create();
      expect(await kept()).toEqual([]);
    }
  });

  test('below a folder that others can write to', async () => {
    await mkdir(versionFolder(), { recursive: true, mode: 0o700 });
    await chmod(dirname(cache()), 0o777);
    await create();
    expect(await kept()).toEqual([]);
    await rm(dirname(cache()), { recursive: true });
    await chmod(home(), 0o777);
    await create();
    expect(await readdir(home())).toEqual([]);
  });

  test('through a symbolic link', async () => {
    await mkdir(dirname(cache()), { mode: 0o700 });
    await mkdir(join(root, 'theirs'), { mode: 0o700 });
    await symlink(join(root, 'theirs'), cache());
    await create();
    expect(await readdir(join(root, 'theirs'))).toEqual([]);
  });

  test.each([
    ['without a home', {}],
    ['with a relative home', { HOME: 'somewhere' }],
    ['where the home is missing', { HOME: '/nonexistent/home' }],
    ['where the home is a file', { HOME: BIN }],
  ])('%s', async (_, env) => {
    await create(env);
    expect(existsSync(join(root, 'somewhere'))).toBe(false);
  });

  // Only root can give files away, and only root is careless with the home of another.
  test.runIf(process.geteuid?.() === 0)('in the home of another user, also by root', async () => {
    await chown(home(), 65_534, 65_534);
    await create();
    expect(await readdir(home())).toEqual([]);
    await mkdir(versionFolder(), { recursive: true, mode: 0o700 });
    await chown(cache(), 65_534, 65_534);
    await create();
    expect(await kept()).toEqual([]);
  });

  test.runIf(ownForm)('whoever has prepared it: code of another user does not run', async () => {
    await create();
    const chunks = join(dirname(dirname(BIN)), 'dist', 'cli');
    const marker = join(root, 'obeyed');
    for (const file of await kept()) {
      const chunk = join(chunks, basename(file).replace(/\.[a-z]+\.bin$/, ''));
      const length = Module.wrap(await readFile(chunk, 'utf8')).length;
      const evil = Module.wrap(`process.getBuiltinModule('fs').writeFileSync('${marker}', '');`);
      // In a process of its own: V8 takes no code of one whose flags were changed, as a batch changes them.
      const compile = `const [code, length, filename, file] = process.argv.slice(1);
        const script = new (require('node:vm').Script)(code.padEnd(Number(length)), { filename });
        require('node:fs').writeFileSync(file, script.createCachedData());`;
      await execute(process.execPath, ['-e', compile, evil, String(length), chunk, file]);
    }
    // As long as the folder is ours alone, whoever writes there is us: this shows that the preparation works.
    await create().catch(() => {});
    expect(existsSync(marker)).toBe(true);
    await rm(marker);
    await chmod(cache(), 0o777);
    await create();
    expect(existsSync(marker)).toBe(false);
  });
});
