import { resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { UsageError } from '../../errors.js';
import { reasonOf } from '../../shared/message-of.js';
import { isStdin, openInputFile } from '../../shared/open-input.js';
import { FILE_LIMIT } from '../../shared/read-file.js';
import type { Text } from '../../shared/text.js';
import { sayInput } from '../../texts/input.js';
import type { World } from '../world.js';

/**
 * The bytes of a file, or of stdin for `-`; at most 1 MiB. A stop signal ends the wait for stdin at once.
 * @param file a path from the working directory
 * @param what names the argument in messages
 * @throws {UsageError} `UNREADABLE_FILE`, `INPUT_TOO_LARGE`
 */
export async function readInput(file: string, what: string, { stdin, cwd, signal }: World): Promise<Buffer> {
  const path = resolve(cwd, file);
  const name = isStdin(file) ? 'stdin' : path;
  const unreadable = (reason: Text, cause?: unknown): UsageError =>
    new UsageError(sayInput('unreadable', what, name, reason), {
      code: 'UNREADABLE_FILE',
      hint: sayInput('unreadableHint'),
      cause,
    });
  const input = isStdin(file) ? ({ ok: true, stream: stdin } as const) : await openInputFile(path);
  if (!input.ok) throw unreadable(input.problem.reason);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of addAbortSignal<Readable>(signal, input.stream)) {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (length > FILE_LIMIT) break;
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw unreadable(reasonOf(cause), cause);
  }
  if (length <= FILE_LIMIT) return Buffer.concat(chunks);
  throw new UsageError(sayInput('tooLarge', what), {
    code: 'INPUT_TOO_LARGE',
    hint: sayInput('tooLargeHint'),
  });
}
