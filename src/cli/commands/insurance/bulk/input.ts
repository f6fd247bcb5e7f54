import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { ENCODING_NAMES, type Encoding } from '../../../../batch/encoding/encodings.js';
import { surveyEncoding } from '../../../../batch/encoding/survey.js';
import { formatOfName, type Input, type InputFormat, openInput } from '../../../../batch/input/open-input.js';
import { UsageError } from '../../../../errors.js';
import { reasonOf } from '../../../../shared/message-of.js';
import { isStdin, openInputFile } from '../../../../shared/open-input.js';
import { type Text, toText } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import { sayEncoding } from '../../../../texts/encoding.js';
import type { Context } from '../../../context.js';
import type { World } from '../../../world.js';

/** An input that is read as a stream. */
export interface OpenInput extends Input {
  /** In bytes; `undefined` for stdin and pipes. */
  size: number | undefined;
  /** The encoding that was named or found out; `undefined` where only reading it tells. */
  encoding: Encoding | undefined;
  /**
   * How much of the input has been taken up, from 0 to 1; `undefined` when its length is not known.
   * @param bytesTaken of the rows, in UTF-8
   */
  fraction: (bytesTaken: number) => number | undefined;
  /** SHA-256 of the whole input in hex, read separately; empty for what can be read once only. */
  fingerprint: () => Promise<string>;
  /** Ends the reading, so that nobody waits for more. */
  close: () => void;
}

/** Small portions: the rows of one are in memory together. */
const PORTION = 64 * 1024;

/** The error for an input that cannot be read. */
export function unreadable(file: string, reason: Text, cause?: unknown): UsageError {
  return new UsageError(sayBatch('cannotRead', file, reason), {
    code: 'UNREADABLE_FILE',
    hint: sayBatch('cannotReadHint'),
    cause,
  });
}

/**
 * The bytes of an input.
 * @throws {UsageError} `UNREADABLE_FILE`
 */
export async function* readable(stream: Readable, file: string): AsyncGenerator<Buffer, void> {
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
  /** Finds out the encoding, where the input can be read twice. */
  survey?: () => Promise<Encoding | undefined>;
  /** What messages call it. */
  name: string;
  /** In bytes, when it is known. */
  size?: number;
  fingerprint: () => Promise<string>;
}

const openFile = async (path: string): Promise<Source> => {
  const input = await openInputFile(path, PORTION);
  if (!input.ok) throw unreadable(path, toText(input.problem.reason));
  const { stream, size } = input;
  // A pipe, such as the shell's <(…), can be read once only.
  if (size === undefined) return { stream, name: path, fingerprint: async () => '' };
  const survey = () => surveyEncoding(readable(createReadStream(path), path));
  return { stream, name: path, size, survey, fingerprint: () => digestOfFile(path) };
};

/** The encoding that an option names; `undefined` for `auto`. */
export function encodingOf(option: Encoding | 'auto'): Encoding | undefined {
  return option === 'auto' ? undefined : option;
}

/** Makes the function that tells a person once of the encoding that was found out. */
export function noteEncoding({ io }: Pick<Context, 'io'>, file: string): (encoding: Encoding) => void {
  let isTold = false;
  return (encoding) => {
    if (!isTold) io.note(sayEncoding('detected', file, ENCODING_NAMES[encoding]));
    isTold = true;
  };
}

/** How an input is read. */
export interface InputSetup {
  /** The format; without one, the name of the file or the first line tells. */
  format?: InputFormat | undefined;
  /** The encoding; without one it is found out. */
  encoding?: Encoding | undefined;
  /** Told of an encoding that was found out, unless it is mere ASCII. */
  onDetected?: ((encoding: Encoding) => void) | undefined;
}

/**
 * Opens an input of many rows. When the world's signal fires it ends, even one that has brought nothing yet. A file is
 * read once from end to end for its encoding; of a pipe, what comes first decides.
 * @param file a path from the working directory, or `-` for stdin
 * @throws {UsageError} `UNREADABLE_FILE`, `BAD_HEADER`, `BAD_ENCODING`, `NOT_TEXT`; some also while it is read
 */
export async function openBulkInput(
  file: string,
  { format, encoding: named, onDetected }: InputSetup,
  { stdin, cwd, signal }: Pick<World, 'stdin' | 'cwd' | 'signal'>,
): Promise<OpenInput> {
  const source: Source = isStdin(file)
    ? { stream: stdin, name: 'stdin', fingerprint: async () => '' }
    : await openFile(resolve(cwd, file));
  const { stream, name, size, survey } = source;
  const close = () => {
    stream.destroy();
  };
  if (signal.aborted) close();
  signal.addEventListener('abort', close, { once: true });
  let bytesRead = 0;
  const counted = (async function* () {
    for await (const bytes of readable(stream, name)) {
      bytesRead += bytes.length;
      yield bytes;
    }
  })();
  try {
    const found = named === undefined ? await survey?.() : undefined;
    if (found !== undefined) onDetected?.(found);
    const encoding = named ?? found ?? (survey && 'utf-8');
    const input = await openInput(counted, format ?? formatOfName(file), { encoding, onDetected });
    return {
      ...input,
      size,
      encoding,
      fraction: (bytesTaken) => {
        if (size === undefined || size === 0) return undefined;
        return Math.min(1, (encoding === 'utf-8' ? bytesTaken : bytesRead) / size);
      },
      fingerprint: source.fingerprint,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
