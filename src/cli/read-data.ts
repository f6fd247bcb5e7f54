import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { UsageError } from '../errors.js';
import type { World } from './io.js';

/** The value of a `--data` option as bytes: `-` is stdin, `@file` a file, anything else the data itself. */
export async function readData(value: string, { stdin, cwd }: Pick<World, 'stdin' | 'cwd'>): Promise<Buffer> {
  if (value === '-') return buffer(stdin);
  if (!value.startsWith('@')) return Buffer.from(value);
  const file = resolve(cwd, value.slice(1));
  try {
    return await readFile(file);
  } catch (cause) {
    throw new UsageError(`--data: cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'UNREADABLE_FILE',
      hint: 'Give @file, a path from the working directory, or - for stdin.',
      cause,
    });
  }
}
