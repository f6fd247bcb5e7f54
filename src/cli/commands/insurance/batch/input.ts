import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { formatOfName, type Input, type InputFormat, openInput } from '../../../../batch/input/open-input.js';
import { UsageError } from '../../../../errors.js';
import { reasonOf } from '../../../../shared/message-of.js';
import { isStdin, openInputFile } from '../../../../shared/open-input.js';
import type { Text } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import type { World } from '../../../world.js';

/** An input that is read as a stream. */
export interface OpenInput extends Input {
  /** In bytes; `undefined` for stdin and pipes. */
  size: number | undefined;
  /** SHA-256 of the whole input in hex, read separately; empty for what can be read once only. */
  fingerprint: () => Promise<string>;
  /** Ends the reading, so that nobody waits for more. */
  close: () => void;
}

/** Small portions: the rows of one are in memory together. */
const PORTION = 64 * 1024;

const unreadable = (file: string, reason: Text, cause?: unknown): UsageError =>
  new UsageError(sayBatch('cannotRead', file, reason), {
    code: 'UNREADABLE_FILE',
    hint: sayBatch('cannotReadHint'),
    cause,
  });

async function* readable(stream: Readable, file: string): AsyncGenerator<Buffer, void> {
  try {
    for await (const chunk of stream) yield Buffer.from(chunk);
  } catch (error) {
    throw unreadable(file, reasonOf(error), error);
  }
}

/**
 * SHA-256 of a file in hex.
 * @throws {UsageError} `UNREADABLE_FILE`
 */
export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch (error) {
    throw unreadable(path, reasonOf(error), error);
  }
  return hash.digest('hex');
}

interface Source {
  stream: Readable;
  /** What messages call it. */
  name: string;
  /** In bytes, when it is known. */
  size?: number;
  fingerprint: () => Promise<string>;
}

const openFile = async (path: string): Promise<Source> => {
  const input = await openInputFile(path, PORTION);
  if (!input.ok) throw unreadable(path, input.problem.reason);
  const { stream, size } = input;
  // A pipe, such as the shell's <(…), can be read once only.
  if (size === undefined) return { stream, name: path, fingerprint: async () => '' };
  return { stream, name: path, size, fingerprint: () => digestOfFile(path) };
};

/**
 * Opens the input of a batch. When the world's signal fires it ends, even one that has brought nothing yet.
 * @param file a path from the working directory, or `-` for stdin
 * @throws {UsageError} `UNREADABLE_FILE`, `BAD_HEADER`, `BAD_ENCODING`; `UNREADABLE_FILE` also while it is read
 */
export async function openBatchInput(
  file: string,
  format: InputFormat | undefined,
  { stdin, cwd, signal }: Pick<World, 'stdin' | 'cwd' | 'signal'>,
): Promise<OpenInput> {
  const source: Source = isStdin(file)
    ? { stream: stdin, name: 'stdin', fingerprint: async () => '' }
    : await openFile(resolve(cwd, file));
  const { stream, name, size } = source;
  const close = () => {
    stream.destroy();
  };
  if (signal.aborted) close();
  signal.addEventListener('abort', close, { once: true });
  const input = await openInput(readable(stream, name), format ?? formatOfName(file));
  return {
    ...input,
    size,
    fingerprint: source.fingerprint,
    close,
  };
}
