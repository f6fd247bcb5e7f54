import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('compiled code that the build keeps', () => {
  let copy: string;
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'wxpay-cache-'));
    for (const part of ['bin', 'dist', 'package.json'])
      await cp(join(ROOT, part), join(copy, part), { recursive: true });
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  const cached = async () => {
    const folder = join(copy, 'dist', 'cli');
    return (await readdir(folder)).filter((name) => name.endsWith('.bin')).map((name) => join(folder, name));
  };
  const create = async () => {
    const args = [
      join(copy, 'bin', 'wxpay.cjs'),
      'insurance',
      'create',
      '--sandbox',
      '--openid',
      'o1',
      '--field',
      'openid',
    ];
    return execute(process.execPath, args, { env: { HOME: copy } });
  };

  it('is there for what a create needs', async () => {
    const names = (await cached()).map((file) => file.replace(/^.*\/|-[\w-]{8}\.cjs\.bin$/g, ''));
    for (const name of ['start', 'call', 'create']) expect(names).toContain(name);
  });

  it('only costs time when it is cut short, of another Node, or gone', async () => {
    for (const file of await cached()) await truncate(file, 100);
    expect(await create()).toEqual({ stdout: 'o1\n', stderr: expect.stringMatching(/^order /) });
    for (const file of await cached()) await writeFile(file, 'made by another Node');
    expect((await create()).stdout).toBe('o1\n');
    for (const file of await cached()) await rm(file);
    expect((await create()).stdout).toBe('o1\n');
  });
});
