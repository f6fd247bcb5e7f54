import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkedFile } from '../../../src/batch/results/checked-file.js';
import { toText } from '../../../src/shared/text.js';
import { rejection } from '../../helpers/harness.js';

const folder = mkdtempSync(join(tmpdir(), 'wxpay-checked-'));
const handles: FileHandle[] = [];
afterAll(async () => {
  await Promise.all(handles.map((handle) => handle.close()));
  rmSync(folder, { recursive: true });
});

let files = 0;
const newFile = (): string => {
  files += 1;
  return join(folder, String(files));
};
const start = async (file = newFile()) => {
  const handle = await open(file, 'a');
  handles.push(handle);
  return { file, checked: await checkedFile(handle, file, toText('make room')) };
};

describe('a file that only this process writes', () => {
  it('holds what was written, text and bytes, behind what it held', async () => {
    const { file, checked } = await start();
    await checked.append('中\n');
    await checked.append(Buffer.from('b\n'));
    await checked.append('');
    await checked.check();
    expect(readFileSync(file, 'utf8')).toBe('中\nb\n');
    const again = await start(file);
    await again.checked.append('c\n');
    expect(readFileSync(file, 'utf8')).toBe('中\nb\nc\n');
  });

  it.each([
    ['deleted', unlinkSync, /was deleted or moved away/],
    ['moved', (file: string) => renameSync(file, `${file}.away`), /was deleted or moved away/],
    [
      'replaced',
      (file: string) => {
        copyFileSync(file, `${file}.copy`);
        renameSync(`${file}.copy`, file);
      },
      /was replaced by another file/,
    ],
    ['cut to nothing', (file: string) => truncateSync(file), /it has 0 bytes, expected 4$/],
    ['cut by a byte', (file: string) => truncateSync(file, 3), /it has 3 bytes, expected 4$/],
  ])('and is %s is noticed', async (_, takeAway, said) => {
    const { file, checked } = await start();
    await checked.append('中\n');
    takeAway(file);
    const gone = { type: 'network', code: 'RESULTS_GONE', outcome: 'unknown', message: expect.stringMatching(said) };
    expect(await rejection(checked.check())).toMatchObject(gone);
  });

  it('and is cut and then written is noticed, too', async () => {
    const { file, checked } = await start();
    await checked.append('1234\n');
    truncateSync(file);
    expect(await rejection(checked.append('5\n'))).toMatchObject({
      code: 'RESULTS_GONE',
      message: expect.stringContaining('it has 2 bytes, expected 7'),
    });
  });

  it.skipIf(process.platform === 'win32')('and cannot be looked at is told with the reason', async () => {
    const { file, checked } = await start();
    unlinkSync(file);
    symlinkSync(file, file);
    expect(await rejection(checked.check())).toMatchObject({ code: 'ELOOP' });
  });
});

describe.skipIf(process.platform === 'win32')('a device', () => {
  it('has no length to be checked', async () => {
    const { checked } = await start('/dev/null');
    await checked.append('1\n');
    await checked.check();
  });

  it.skipIf(!existsSync('/dev/full'))('that is full is told, with what to do', async () => {
    const { checked } = await start('/dev/full');
    expect(await rejection(checked.append('1\n'))).toMatchObject({
      type: 'network',
      code: 'RESULTS_NOT_WRITABLE',
      outcome: 'unknown',
      message: expect.stringMatching(/^cannot write \/dev\/full: /),
      hint: 'make room',
      cause: { code: 'ENOSPC' },
    });
  });
});
