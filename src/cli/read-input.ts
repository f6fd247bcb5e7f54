import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { UsageError } from '../errors.js';
import type { World } from './io.js';

/** WeChat Pay takes and sends no message that large; what is larger is the wrong file. */
const LIMIT_BYTES = 1024 * 1024;

/**
 * The bytes of a file, or of stdin for `-`; at most 1 MiB. A stop signal ends the wait for stdin at once.
 * @param file a path from the working directory
 * @param what names the argument in messages
 * @throws {UsageError} `UNREADABLE_FILE`, `INPUT_TOO_LARGE`
 */
export async function readInput(file: string, what: string, { stdin, cwd, signal }: World): Promise<Buffer> {
  const path = resolve(cwd, file);
  const source: Readable = file === '-' ? stdin : createReadStream(path);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of addAbortSignal(signal, source)) {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (length > LIMIT_BYTES) break;
    }
  } catch (cause) {
    signal.throwIfAborted();
    const name = file === '-' ? 'stdin' : path;
    throw new UsageError(`${what}: cannot read ${name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'UNREADABLE_FILE',
      hint: 'Give a path from the working directory, or - for stdin.',
      cause,
    });
  }
  if (length <= LIMIT_BYTES) return Buffer.concat(chunks);
  throw new UsageError(`${what}: more than 1 MiB`, {
    code: 'INPUT_TOO_LARGE',
    hint: 'No message of WeChat Pay is that large: is it the right file?',
  });
}
