import { createHash } from 'node:crypto';
import { constants, copyFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { encodeText } from '../../../../batch/encoding/encode-text.js';
import type { Encoding } from '../../../../batch/encoding/encodings.js';
import type { InputHead } from '../../../../batch/input/open-input.js';
import type { RawRow } from '../../../../batch/input/raw-row.js';
import { checkedFile } from '../../../../batch/results/checked-file.js';
import { type FailedLook, failedHeader, formatFailedRow } from '../../../../batch/results/failed-rows.js';
import { createJournal } from '../../../../batch/results/journal.js';
import { cannotOpen, NO_ROOM_HINT } from '../../../../batch/results/not-writable.js';
import { UsageError } from '../../../../errors.js';
import { openOwnFile } from '../../../../shared/own-file.js';
import { isSameFile } from '../../../../shared/same-file.js';
import { systemCode } from '../../../../shared/system-code.js';
import { sayBatch } from '../../../../texts/batch.js';
import type { Context } from '../../../context.js';
import { digestOfFile } from '../bulk/input.js';
import type { BatchOptions } from './options.js';

/** Where the failed rows of a batch go. */
export interface FailedOutput {
  append: (row: { raw: RawRow; outOrderNo: string; reason: string }) => Promise<void>;
  /** Makes sure that what was written is still there: see `checkedFile`. */
  check: () => Promise<void>;
  /** Answers the SHA-256 of the file in hex, if there is one. */
  close: () => Promise<string | undefined>;
}

/** Size in bytes; 0 for a file that does not exist, or of which nothing can be said. */
const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** Copies a file under the first name that is free: `failed.csv.1`, `failed.csv.2`, … Answers that name. */
const putAside = async (file: string): Promise<string> => {
  for (let count = 1; ; count += 1) {
    const name = `${file}.${count}`;
    try {
      await copyFile(file, name, constants.COPYFILE_EXCL);
      return name;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
};

/** How the file of `--failed` is written: in the encoding of the input if the user named that, else in UTF-8. */
export function failedLook({ encoding, excelSafe }: Pick<BatchOptions, 'encoding' | 'excelSafe'>): FailedOutputLook {
  return { encoding: encoding === 'auto' ? 'utf-8' : encoding, excelSafe: excelSafe === true };
}

/** How the file of `--failed` is written. */
export interface FailedOutputLook extends FailedLook {
  encoding: Encoding;
}

/** What the file of `--failed` depends on. */
export interface FailedSetup {
  head: InputHead | undefined;
  look: FailedOutputLook;
  /** Whether the run goes on with another, whose file this may be. */
  resume: boolean;
  /** The input and the results, which must not be overwritten. */
  others: readonly string[];
  /** SHA-256 in hex of the file as the run before has left it. */
  before?: string | undefined;
  context: Pick<Context, 'world' | 'io'>;
}

/**
 * Opens the file of `--failed` (0600), which is written anew. With `--resume` a file that somebody has changed since the run
 * before is put aside.
 * @throws {UsageError} `FAILED_EXISTS`
 * @throws {ConfigError} `RESULTS_NOT_WRITABLE`
 * @throws {NetworkError} appends: see `checkedFile`
 */
export async function openFailedOutput(
  failed: string | undefined,
  { head, look, resume, others, before, context: { world, io } }: FailedSetup,
): Promise<FailedOutput> {
  if (failed === undefined) return { append: async () => {}, check: async () => {}, close: async () => undefined };
  const file = resolve(world.cwd, failed);
  const exists = (await sizeOf(file)) > 0;
  const isOther = await Promise.all(others.map((other) => isSameFile(file, resolve(world.cwd, other))));
  if (isOther.includes(true) || (exists && !resume)) {
    throw new UsageError(sayBatch('wouldOverwrite', file), {
      code: 'FAILED_EXISTS',
      hint: sayBatch('wouldOverwriteHint'),
    });
  }
  try {
    if (exists && before !== (await digestOfFile(file))) {
      io.warn(sayBatch('putAside', failed, await putAside(file)));
    }
    const handle = await openOwnFile(file, { append: false });
    await handle.truncate();
    const checked = await checkedFile(handle, file, NO_ROOM_HINT);
    const hash = createHash('sha256');
    const write = (text: string) => {
      const bytes = encodeText(text, look.encoding);
      hash.update(bytes);
      return checked.append(bytes);
    };
    // Excel takes what has no byte order mark for the code page of the system, which in China is GBK.
    const mark = head?.format === 'csv' && look.encoding !== 'gb18030' ? '\uFEFF' : '';
    await write(`${mark}${failedHeader(head)}`);
    const journal = createJournal(write);
    return {
      append: async (row) => {
        if (head !== undefined) await journal.append(formatFailedRow(head, row, look));
      },
      check: checked.check,
      close: async () => {
        await handle.close();
        return hash.digest('hex');
      },
    };
  } catch (error) {
    throw cannotOpen(file, error);
  }
}
