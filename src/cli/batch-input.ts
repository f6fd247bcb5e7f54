import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { formatOfName, type Input, type InputFormat, openInput } from '../batch/input.js';
import { UsageError } from '../errors.js';
import type { World } from './io.js';

/** An input that is read as a stream. */
export interface OpenInput extends Input {
  /** How much is read, from 0 to 1; `undefined` for stdin. */
  fraction: () => number | undefined;
  /** Ends the reading, so that nobody waits for more. */
  close: () => void;
}

/** Small portions: the rows of one are in memory together. */
const PORTION = 64 * 1024;

const unreadable = (file: string, cause: unknown): UsageError =>
  new UsageError(`cannot read ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    code: 'UNREADABLE_FILE',
    hint: 'Give a path from the working directory, or - for stdin.',
    cause,
  });

async function* readable(
  stream: Readable,
  file: string,
  onChunk: (length: number) => void,
): AsyncGenerator<Buffer, void> {
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      onChunk(bytes.length);
      yield bytes;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

const openFile = async (path: string): Promise<{ stream: Readable; size: number | undefined }> => {
  try {
    const handle = await open(path);
    const { size } = await stat(path);
    return { stream: createReadStream('', { fd: handle, highWaterMark: PORTION }), size: size > 0 ? size : undefined };
  } catch (error) {
    throw unreadable(path, error);
  }
};

/**
 * Opens the input of a batch.
 * @param file a path from the working directory, or `-` for stdin
 * @throws {UsageError} `UNREADABLE_FILE`, `BAD_HEADER`, `BAD_ENCODING`; `UNREADABLE_FILE` also while it is read
 */
export async function openBatchInput(
  file: string,
  format: InputFormat | undefined,
  { stdin, cwd }: Pick<World, 'stdin' | 'cwd'>,
): Promise<OpenInput> {
  const path = resolve(cwd, file);
  const { stream, size } = file === '-' ? { stream: stdin, size: undefined } : await openFile(path);
  let read = 0;
  const bytes = readable(stream, file === '-' ? 'stdin' : path, (length) => {
    read += length;
  });
  const input = await openInput(bytes, format ?? formatOfName(file));
  return {
    ...input,
    fraction: () => (size === undefined ? undefined : Math.min(1, read / size)),
    close: () => stream.destroy(),
  };
}
