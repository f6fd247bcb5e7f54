import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshMachine, type Machine, queueFaults, type RunningSandbox } from './wxpay.js';

describe('wxpay insurance merge', () => {
  let machine: Machine;
  let sandbox: RunningSandbox;
  let path: (name: string) => string;
  beforeAll(async () => {
    machine = await freshMachine({ inProcess: true });
    sandbox = await machine.startSandbox(['--data', join(machine.home, 'data')]);
    path = (name) => join(machine.home, name);
  });
  afterAll(() => machine.dispose());

  const USERS = Array.from({ length: 30 }, (_, index) => `user${index}`);
  const writeUsers = (...more: string[]) => writeFile(path('users.csv'), ['openid', ...USERS, ...more, ''].join('\n'));
  const batch = (results: string, ...more: string[]) =>
    machine.run([
      ...['insurance', 'batch', path('users.csv'), '--config', sandbox.config, '--id', 'm', '--quiet'],
      ...['--results', path(results), ...more],
    ]);
  const shards = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, at) => batch(`r${at + 1}.ndjson`, '--shard', `${at + 1}/${count}`)));
  const merge = (...args: string[]) => machine.run(['insurance', 'merge', ...args]);
  const merged = async (...files: string[]) => {
    const { code, stdout, stderr } = await merge(...files, '--json');
    expect(stderr).toBe('');
    return { code, summary: JSON.parse(stdout) };
  };
  const refused = async (...files: string[]) => {
    const { code, stdout, stderr } = await merge(...files, '--json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    return JSON.parse(stderr).error;
  };
  const THREE = ['r1.ndjson', 'r2.ndjson', 'r3.ndjson'];

  beforeEach(async () => {
    for (const file of [...THREE, 'whole.ndjson', 'copy.ndjson']) {
      await rm(path(file), { force: true });
      await rm(path(`${file}.meta.json`), { force: true });
    }
    await writeUsers();
  });

  it('sums up all shards, and ends with 0 when every row has an order', async () => {
    await shards(3);
    const { code, summary } = await merged(...THREE);
    expect(code).toBe(0);
    expect(summary).toMatchObject({
      complete: true,
      rows: 30,
      created: 30,
      failed: 0,
      unknown: 0,
      causes: [{ status: 'created', rows: 30 }],
      missing_shards: [],
      duplicate_count: 0,
      duplicates: [],
    });
    expect(summary.shards.map(({ file, shard, finished }: Record<string, unknown>) => [file, shard, finished])).toEqual(
      [
        ['r1.ndjson', '1/3', true],
        ['r2.ndjson', '2/3', true],
        ['r3.ndjson', '3/3', true],
      ],
    );
    const table = await merge(...THREE);
    expect(table).toMatchObject({ code: 0, stderr: '' });
    expect(table.stdout).toMatch(/^FILE +SHARD +ROWS +CREATED +FAILED +UNKNOWN\nr1\.ndjson +1\/3 +\d+ +\d+ +0 +0\n/);
    expect(table.stdout).toMatch(/30 rows in 3 files\nevery shard is there and has finished\n$/);
    expect((await merge(...THREE, '--field', 'created')).stdout).toBe('30\n');
    expect((await merge(...THREE, '--field', 'complet')).code).toBe(2);
    expect((await merge(...THREE, '--lang', 'zh')).stdout).toMatch(/3 个文件，共 30 行\n所有分片齐全，且均已完成\n$/);
  });

  it('names what failed, by code and line, and ends with 7', async () => {
    await writeUsers('not valid');
    await shards(3);
    const { code, summary } = await merged(...THREE);
    expect(code).toBe(7);
    expect(summary).toMatchObject({ complete: true, rows: 31, created: 30, failed: 1 });
    expect(summary.causes).toContainEqual({ status: 'failed', code: 'INVALID_ROW', rows: 1, lines: [32] });
    expect((await merge(...THREE)).stdout).toMatch(/^failed +INVALID_ROW +1 +32$/m);
  });

  it('notices shards that are missing, and ends with 7', async () => {
    await shards(3);
    const { code, summary } = await merged('r2.ndjson');
    expect(code).toBe(7);
    expect(summary).toMatchObject({ complete: false, missing_shards: ['1/3', '3/3'] });
    expect((await merge('r2.ndjson')).stdout).toContain('2 shards missing: 1/3, 3/3.');
    expect((await merge('r2.ndjson', 'r3.ndjson')).stdout).toContain('shard missing: 1/3.');
  });

  it('notices a shard that has not finished, until it is resumed', async () => {
    await queueFaults(sandbox, 'noauth');
    const call = ['--shard', '1/2', '--max-failures', '1', '--concurrency', '1', '--id', 'stopped'];
    expect((await batch('r1.ndjson', ...call)).code).toBe(4);
    await batch('r2.ndjson', '--shard', '2/2', '--id', 'stopped');
    const { code, summary } = await merged('r1.ndjson', 'r2.ndjson');
    expect(code).toBe(7);
    expect(summary).toMatchObject({ complete: false, missing_shards: [], shards: [{ finished: false }, {}] });
    expect((await merge('r1.ndjson', 'r2.ndjson')).stdout).toContain('r1.ndjson: its run has not ended');
    expect((await batch('r1.ndjson', ...call, '--resume', '--retry-failed')).code).toBe(0);
    // Of the two results for one row the last one counts.
    expect(await merged('r1.ndjson', 'r2.ndjson')).toMatchObject({
      code: 0,
      summary: { complete: true, rows: 30, created: 30, failed: 0 },
    });
    // To resume once more leaves it finished.
    expect((await batch('r1.ndjson', ...call, '--resume')).code).toBe(0);
    expect(await merged('r1.ndjson', 'r2.ndjson')).toMatchObject({ code: 0 });
  });

  it('notices a result that was cut off, as by kill -9', async () => {
    await batch('whole.ndjson');
    expect(await merged('whole.ndjson')).toMatchObject({
      code: 0,
      summary: { shards: [{ shard: '', finished: true }] },
    });
    const whole = await readFile(path('whole.ndjson'), 'utf8');
    await writeFile(path('whole.ndjson'), whole.slice(0, -9));
    expect(await merged('whole.ndjson')).toMatchObject({
      code: 7,
      summary: { complete: false, rows: 29, shards: [{ finished: false }] },
    });
  });

  it('names numbers that stand in two files, and results of which nothing says what they are', async () => {
    await shards(3);
    await copyFile(path('r1.ndjson'), path('copy.ndjson'));
    const { code, summary } = await merged(...THREE, 'copy.ndjson');
    expect(code).toBe(7);
    const [{ rows }] = summary.shards;
    expect(summary).toMatchObject({ complete: false, rows: 30 + rows, duplicate_count: rows });
    expect(summary.shards.at(-1)).toMatchObject({ shard: null, finished: null });
    expect(summary.duplicates).toHaveLength(rows);
    const [first] = summary.duplicates;
    expect(first).toEqual({ out_order_no: expect.any(String), files: ['r1.ndjson', 'copy.ndjson'] });
    const { stdout } = await merge(...THREE, 'copy.ndjson');
    expect(stdout).toContain(`${first.out_order_no} stands in r1.ndjson and in copy.ndjson\n`);
    expect(stdout).toContain('copy.ndjson: which shard it is, and whether its run has ended, is not known');
  });

  it('refuses what is no results file, with file and line', async () => {
    await shards(2);
    expect(await refused('none.ndjson')).toMatchObject({
      code: 'UNREADABLE_FILE',
      message: expect.stringContaining('none.ndjson'),
    });
    const [first = ''] = (await readFile(path('r1.ndjson'), 'utf8')).split('\n');
    for (const bad of ['{"line": 3}', 'x', '{"out_order_no":"a","status":"found"}']) {
      await writeFile(path('copy.ndjson'), `${first}\n${bad}\n`);
      const error = await refused('r2.ndjson', 'copy.ndjson');
      expect(error).toMatchObject({ code: 'DAMAGED_RESULTS', message: 'line 2 of copy.ndjson is not a result line' });
      expect(error.hint).not.toContain('sent again');
    }
    expect(await refused('r1.ndjson', './r1.ndjson')).toMatchObject({ message: './r1.ndjson was given twice' });
    expect((await refused('-')).message).toContain('does not name a file');
    expect((await merge()).code).toBe(2);
  });

  it('refuses results of different batches, with what differs', async () => {
    await shards(2);
    const other = async (...more: string[]) => {
      await rm(path('copy.ndjson'), { force: true });
      await batch('copy.ndjson', ...more);
      return refused('r1.ndjson', 'copy.ndjson');
    };
    expect(await other('--shard', '2/2', '--id', 'n')).toMatchObject({
      code: 'OTHER_RESULTS',
      message: 'copy.ndjson belongs to another run: its id is "n", not "m"',
    });
    expect(await other('--shard', '2/3')).toMatchObject({
      code: 'OTHER_RESULTS',
      message: 'copy.ndjson belongs to another run: its number of shards is 3, not 2',
    });
    await writeUsers('one-more');
    expect(await other('--shard', '2/2')).toMatchObject({ code: 'OTHER_INPUT' });
    const states = ['insurance', 'reconcile', path('r1.ndjson'), '--config', sandbox.config, '--quiet'];
    await rm(path('copy.ndjson'), { force: true });
    await machine.run([...states, '--results', path('copy.ndjson')]);
    expect((await refused('copy.ndjson')).message).toContain('its command is "reconcile", not "batch"');
  });
});
