import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPlanner } from '../../../src/batch/plan/plan-row.js';
import { type BatchIdentity, batchResults } from '../../../src/batch/results/batch-results.js';
import type { PreviousResults } from '../../../src/batch/results/previous-results.js';
import { formatResult, type RowResult } from '../../../src/batch/results/result-line.js';
import { openResults, type Results } from '../../../src/batch/results/results-file.js';
import { rejection } from '../../helpers/harness.js';

const IS_WINDOWS = process.platform === 'win32';

const folder = mkdtempSync(join(tmpdir(), 'wxpay-results-'));
const opened: Results<PreviousResults>[] = [];
afterAll(async () => {
  await Promise.all(opened.map((results) => results.close()));
  rmSync(folder, { recursive: true });
});

let files = 0;
const newFile = (): string => {
  files += 1;
  return join(folder, `results-${files}.ndjson`);
};
const read = (file: string) => readFileSync(file, 'utf8');
const readMeta = (file: string) => JSON.parse(read(`${file}.meta.json`));

const MINE: BatchIdentity = {
  mchid: '1900000109',
  base_url: 'https://api.mch.weixin.qq.com',
  id: 'spring',
  shard: '1/2',
  notify_url: 'https://example.com/notify',
  service_id: '500001',
  encoding: 'utf-8',
  input: 'a'.repeat(64),
};

const open = async (
  file: string,
  { resume = false, ...identity }: Partial<BatchIdentity> & { resume?: boolean } = {},
) => {
  const results = await openResults(file, resume, batchResults({ ...MINE, ...identity }));
  opened.push(results);
  return results;
};
const resume = (file: string, identity: Partial<BatchIdentity> = {}) => open(file, { resume: true, ...identity });

const planner = createPlanner({
  id: '',
  defaults: { notifyUrl: MINE.notify_url },
  allowLoopback: false,
  ignore: [],
  keep: [],
});
const row = (line: number) => {
  const fields = { out_order_no: `n-${line}`, openid: 'o1' };
  return planner({ line, text: JSON.stringify(fields), fields });
};
/** The line of a row whose order was created. */
const created = (line: number): string => {
  const { outOrderNo, digest } = row(line);
  const result: RowResult = {
    line,
    outOrderNo,
    digest,
    attempts: 1,
    ending: { order: Buffer.from('{"order_id":"1"}') },
  };
  return formatResult(result, () => ({ type: 'internal', code: 'X', message: 'no' }));
};

/** A results file with the results of so many rows in it, whose run has ended. */
const finished = async (rows: number): Promise<string> => {
  const file = newFile();
  const results = await open(file);
  for (let line = 1; line <= rows; line += 1) await results.append(created(line));
  await results.close();
  return file;
};

describe('a new results file', () => {
  it('is readable by its owner alone, and says beside it whose results it holds', async () => {
    const file = newFile();
    const results = await open(file);
    expect(results.files).toEqual([file, `${file}.meta.json`]);
    if (!IS_WINDOWS) expect(results.files.map((one) => statSync(one).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(readMeta(file)).toEqual({ command: 'batch', ...MINE });
    expect(results.previous.find(row(1))).toBeUndefined();
    await Promise.all([results.append(created(1)), results.append(created(2))]);
    expect(read(file)).toBe(created(1) + created(2));
    await results.check();
  });

  it('may be one that is empty, to be resumed or not', async () => {
    for (const again of [false, true]) {
      const file = newFile();
      writeFileSync(file, '');
      const results = await open(file, { resume: again });
      expect(results.previous.find(row(1))).toBeUndefined();
      expect(readMeta(file)).toMatchObject({ mchid: MINE.mchid });
    }
  });

  it('never replaces the results of another run', async () => {
    const file = await finished(2);
    const before = [read(file), readMeta(file)];
    expect(await rejection(open(file, { id: 'other' }))).toMatchObject({ type: 'usage', code: 'RESULTS_EXIST' });
    expect([read(file), readMeta(file)]).toEqual(before);
  });

  it('is not made where it cannot be resumed', async () => {
    const file = newFile();
    expect(await rejection(resume(file))).toMatchObject({
      code: 'NO_RESULTS',
      message: `there is no results file ${file} to resume from`,
    });
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });

  it.skipIf(IS_WINDOWS)('cannot be a device', async () => {
    expect(await rejection(open('/dev/null'))).toMatchObject({
      type: 'config',
      code: 'RESULTS_NOT_WRITABLE',
      message: 'cannot write /dev/null: it is a device or a pipe, expected a file',
    });
  });

  it.each([
    ['a folder', () => folder, 'it is a folder, expected a file'],
    ['in a folder that does not exist', () => join(folder, 'none', 'x'), ''],
    ['below a file', () => join(folder, 'plain', 'x'), ''],
  ])('cannot be %s', async (_, path, reason) => {
    writeFileSync(join(folder, 'plain'), '');
    expect(await rejection(open(path()))).toMatchObject({
      type: 'config',
      code: 'RESULTS_NOT_WRITABLE',
      message: expect.stringContaining(`cannot write ${path()}: ${reason}`),
      hint: expect.stringContaining('Nothing was sent.'),
    });
  });
});

describe('a run that resumes', () => {
  it('knows what was settled, and appends to it', async () => {
    const file = await finished(2);
    const results = await resume(file);
    expect([1, 2, 3].map((line) => results.previous.find(row(line)))).toEqual(['created', 'created', undefined]);
    await results.append(created(3));
    expect(read(file)).toBe([1, 2, 3].map(created).join(''));
  });

  it.each([0, 1, 2])('cuts off what a killed run has left half-written behind %i lines', async (whole) => {
    const file = await finished(whole);
    const half = created(whole + 1).slice(0, 20);
    writeFileSync(file, half, { flag: 'a' });
    const results = await resume(file);
    expect(results.previous.find(row(whole + 1))).toBeUndefined();
    await results.append(created(whole + 1));
    expect(read(file)).toBe(Array.from({ length: whole + 1 }, (_, at) => created(at + 1)).join(''));
  });

  it('refuses a file with a line that is not a result, and leaves it as it is', async () => {
    const file = await finished(1);
    writeFileSync(file, '{"line":2}\n', { flag: 'a' });
    const before = read(file);
    expect(await rejection(resume(file))).toMatchObject({
      type: 'usage',
      code: 'DAMAGED_RESULTS',
      message: `line 2 of ${file} is not a result line`,
      hint: expect.stringContaining('Nothing was sent.'),
    });
    expect(read(file)).toBe(before);
  });

  it.each([
    ['is missing', (meta: string) => unlinkSync(meta)],
    ['is not valid JSON', (meta: string) => writeFileSync(meta, '{')],
    ['is of another shape', (meta: string) => writeFileSync(meta, '{"mchid":1900000109}')],
  ])('refuses results of which nothing says whose they are: it %s', async (_, damage) => {
    const file = await finished(1);
    damage(`${file}.meta.json`);
    expect(await rejection(resume(file))).toMatchObject({
      type: 'usage',
      code: 'UNKNOWN_RESULTS',
      message: expect.stringContaining(`${file}.meta.json is missing or damaged`),
      hint: expect.stringContaining('Nothing was sent.'),
    });
  });

  it('tells why it cannot read whose results they are', async () => {
    const file = await finished(1);
    unlinkSync(`${file}.meta.json`);
    mkdirSync(`${file}.meta.json`);
    expect(await rejection(resume(file))).toMatchObject({ code: 'RESULTS_NOT_WRITABLE', cause: { code: 'EISDIR' } });
  });

  it.each([
    ['mchid', 'merchant'],
    ['base_url', 'host'],
    ['id', 'id'],
    ['shard', 'shard'],
    ['notify_url', 'default notify_url'],
    ['service_id', 'default service_id'],
    ['encoding', 'encoding'],
  ] as const)('refuses the results of another %s, and names both', async (part, name) => {
    const file = await finished(1);
    expect(await rejection(resume(file, { [part]: 'other' }))).toMatchObject({
      type: 'usage',
      code: 'OTHER_RESULTS',
      message: `${file} belongs to another run: its ${name} is ${JSON.stringify(MINE[part])}, not "other"`,
      hint: expect.stringContaining('Nothing was sent.'),
    });
    if (part !== 'encoding')
      expect(await rejection(resume(file, { [part]: '' }))).toMatchObject({ code: 'OTHER_RESULTS' });
  });

  it('refuses the results of another command, and those from before a part was noted', async () => {
    const file = await finished(1);
    writeFileSync(`${file}.meta.json`, JSON.stringify({ ...readMeta(file), command: 'reconcile' }));
    const said = `${file} belongs to another run: its command is "reconcile", not "batch"`;
    expect(await rejection(resume(file))).toMatchObject({ message: said });
    const { shard: _, ...older } = { ...readMeta(file), command: 'batch' };
    writeFileSync(`${file}.meta.json`, JSON.stringify(older));
    expect(await rejection(resume(file))).toMatchObject({
      message: `${file} belongs to another run: its shard is "", not "1/2"`,
    });
  });

  it('refuses the results of another input', async () => {
    const file = await finished(1);
    expect(await rejection(resume(file, { input: 'b'.repeat(64) }))).toMatchObject({
      type: 'usage',
      code: 'OTHER_INPUT',
      message: expect.stringContaining(`${file} holds the results of another input`),
      hint: 'Nothing was sent.',
    });
  });

  it.each(['input', 'encoding'] as const)(
    'takes an %s that only one of the runs could know as the same',
    async (part) => {
      const known = await finished(1);
      expect((await resume(known, { [part]: '' })).previous.find(row(1))).toBe('created');
      const unknown = newFile();
      const first = await open(unknown, { [part]: '' });
      await first.append(created(1));
      await first.close();
      expect((await resume(unknown)).previous.find(row(1))).toBe('created');
    },
  );

  it('is told of the failed rows that the run before has written, and hands that on', async () => {
    const file = newFile();
    const first = await open(file);
    expect(first.failedBefore).toBeUndefined();
    await first.append(created(1));
    await first.noteFailed('f'.repeat(64));
    await first.close();
    expect(readMeta(file)).toEqual({ command: 'batch', ...MINE, failed: 'f'.repeat(64) });
    const second = await resume(file);
    expect(second.failedBefore).toBe('f'.repeat(64));
    unlinkSync(`${file}.meta.json`);
    await second.check();
    expect(readMeta(file).failed).toBe('f'.repeat(64));
  });

  it('hands on that every row has a result, and nothing that was not noted', async () => {
    const file = newFile();
    const first = await open(file);
    await first.append(created(1));
    await first.noteFailed('f'.repeat(64));
    await first.noteFinished();
    await first.close();
    expect(readMeta(file)).toEqual({ command: 'batch', ...MINE, failed: 'f'.repeat(64), finished: 'yes' });
    const second = await resume(file);
    unlinkSync(`${file}.meta.json`);
    await second.check();
    expect(readMeta(file)).toEqual({ command: 'batch', ...MINE, failed: 'f'.repeat(64), finished: 'yes' });
    const third = await resume(await finished(1));
    unlinkSync(third.files[1] ?? '');
    await third.check();
    expect(readMeta(third.files[0] ?? '')).toEqual({ command: 'batch', ...MINE });
  });
});

describe('a results file in use', () => {
  it.skipIf(process.platform === 'darwin')("is no other run's until it is closed, or was not opened", async () => {
    const file = newFile();
    const results = await open(file);
    await results.append(created(1));
    expect(await rejection(resume(file))).toMatchObject({
      type: 'usage',
      code: 'RESULTS_IN_USE',
      message: `another run is writing ${file}`,
    });
    await results.close();
    expect(await rejection(resume(file, { id: 'other' }))).toMatchObject({ code: 'OTHER_RESULTS' });
    await resume(file);
  });

  it('that is deleted is noticed, when it is written and when it is checked', async () => {
    for (const act of ['append', 'check'] as const) {
      const file = newFile();
      const results = await open(file);
      await results.append(created(1));
      unlinkSync(file);
      expect(await rejection(act === 'append' ? results.append(created(2)) : results.check())).toMatchObject({
        type: 'network',
        code: 'RESULTS_GONE',
        outcome: 'unknown',
      });
    }
  });

  it('gets back what says whose results it holds', async () => {
    const file = newFile();
    const results = await open(file);
    for (const act of [() => results.append(created(1)), () => results.check()]) {
      unlinkSync(`${file}.meta.json`);
      await act();
      expect(readMeta(file)).toEqual({ command: 'batch', ...MINE });
    }
    writeFileSync(`${file}.meta.json`, 'of somebody else');
    await results.append(created(2));
    expect(read(`${file}.meta.json`)).toBe('of somebody else');
  });

  it.skipIf(IS_WINDOWS)('stops the run where that cannot be given back', async () => {
    const file = newFile();
    const results = await open(file);
    unlinkSync(`${file}.meta.json`);
    symlinkSync(`${file}.meta.json`, `${file}.meta.json`);
    for (const act of [() => results.check(), () => results.append(created(1))]) {
      expect(await rejection(act())).toMatchObject({
        type: 'network',
        code: 'RESULTS_NOT_WRITABLE',
        outcome: 'unknown',
        cause: { code: 'ELOOP' },
        hint: expect.stringContaining('Resume'),
      });
    }
  });
});
