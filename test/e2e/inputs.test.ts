import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, freshMachine, type Machine } from './wxpay.js';

/** Well above what a run takes on a busy machine, far below a wait without end. */
const SOON_MS = 8000;

describe.skipIf(process.platform === 'win32')('what --data, --headers and batch read', () => {
  let machine: Machine;
  let path: string;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    path = join(machine.home, 'input');
  });
  afterAll(() => machine.dispose());

  const create = ['insurance', 'create', '--sandbox', '--dry-run', '--json'];
  const calls: [string, () => string[]][] = [
    ['--data', () => [...create, '--data', `@${path}`]],
    ['--headers', () => ['notify', 'decode', '--sandbox', '-', '--headers', path]],
    ['the body of a notification', () => ['notify', 'decode', '--sandbox', path]],
    ['batch', () => ['insurance', 'batch', path, '--sandbox', '--dry-run']],
  ];
  const kinds: [string, () => unknown, string][] = [
    ['a pipe without a writer', () => execFileSync('mkfifo', [path]), 'a pipe into which no program writes'],
    ['a folder', () => mkdir(path), 'expected a file, found a folder'],
    ['a device', () => symlink('/dev/zero', path), 'expected a file, found a device'],
    ['a circle of links', () => symlink(path, path), 'its symbolic links lead in a circle'],
  ];
  it.each(
    calls.flatMap(([name, call]) => kinds.map(([kind, make, problem]) => [name, kind, call, make, problem] as const)),
  )('%s: %s is refused soon', async (_name, _kind, call, make, problem) => {
    await rm(path, { recursive: true, force: true });
    await make();
    const start = performance.now();
    const { code, stdout, stderr } = await machine.run(call());
    expect(performance.now() - start).toBeLessThan(SOON_MS);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
  });

  const bash = (script: string) =>
    spawnSync('bash', ['-c', script.replaceAll('wxpay', '"$0" "$1"'), process.execPath, BIN], {
      encoding: 'utf8',
      cwd: machine.home,
      env: { HOME: machine.home, PATH: process.env['PATH'] ?? '' },
      timeout: SOON_MS,
    });

  it.each([
    ['@/dev/stdin', `echo '{"openid": "oPiped"}' | wxpay ${create.join(' ')} --data @/dev/stdin`],
    [
      'a file as /dev/stdin',
      `echo '{"openid": "oPiped"}' > in.json; wxpay ${create.join(' ')} --data @/dev/stdin < in.json`,
    ],
    ['<(…)', `wxpay ${create.join(' ')} --data @<(echo '{"openid": "oPiped"}')`],
    ['<(…) whose writer takes its time', `wxpay ${create.join(' ')} --data @<(sleep 1; echo '{"openid": "oPiped"}')`],
    [
      'a named pipe with a writer',
      `mkfifo p; (echo '{"openid": "oPiped"}' > p &); wxpay ${create.join(' ')} --data @p`,
    ],
    [
      'a named pipe whose writer comes late',
      `mkfifo q; (sleep 0.4; echo '{"openid": "oPiped"}' > q) & wxpay ${create.join(' ')} --data @q`,
    ],
  ])('%s is as good as a file', (_, script) => {
    const { status, stdout, stderr } = bash(script);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('oPiped');
  });

  it('batch reads rows as they come through a pipe', () => {
    const rows = '<(echo openid; seq -f oUser%.0f 20000)';
    const { status, stdout, stderr } = bash(`wxpay insurance batch ${rows} --format csv --id x --sandbox --dry-run`);
    expect(`${stdout}${stderr}`).toMatch(/20,?000/);
    expect(status).toBe(0);
  });

  it('an empty <(…) is empty, and not a pipe without a writer', async () => {
    await writeFile(join(machine.home, 'body'), '{}');
    const { status, stderr } = bash('wxpay notify decode --sandbox body --headers <(true)');
    expect(status).not.toBe(0);
    expect(stderr).not.toContain('no program writes');
  });
});
