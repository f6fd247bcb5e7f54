import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFileOutput } from '../../src/cli/file-output.js';

const written = (stream: NodeJS.WritableStream, text: string) =>
  new Promise<Error | undefined>((resolve) => {
    stream.on('error', () => {});
    stream.write(text, (error) => resolve(error ?? undefined));
  });

it('writes all of a text, and fails with the error of the system', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wxpay-output-'));
  const file = join(folder, 'out');
  const fd = openSync(file, 'w');
  const stream = createFileOutput(fd);
  expect(await written(stream, '中文\n')).toBeUndefined();
  expect(await written(stream, 'x'.repeat(1_000_000))).toBeUndefined();
  expect(readFileSync(file, 'utf8')).toBe(`中文\n${'x'.repeat(1_000_000)}`);
  closeSync(fd);
  expect(await written(stream, 'lost')).toMatchObject({ code: 'EBADF' });
  rmSync(folder, { recursive: true });
});
