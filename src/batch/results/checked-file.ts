import { type FileHandle, stat } from 'node:fs/promises';
import { systemCode } from '../../shared/system-code.js';
import type { Wording } from '../../shared/text.js';
import { sayResults } from '../../texts/batch-results.js';
import { cannotWrite, outputGone } from './not-writable.js';

/** An open file that is appended to. */
export interface CheckedFile {
  /** Writes all of a text (in UTF-8) or of some bytes, then does what `check` does. */
  append(content: string | Uint8Array): Promise<void>;
  /**
   * Makes sure that all that was written is still in the file that the path names.
   * @throws {NetworkError} `RESULTS_GONE`
   */
  check(): Promise<void>;
}

/**
 * Watches a file that this process alone should write: one that was deleted, moved, replaced or truncated takes further
 * writes without an error, and what they held is lost.
 * @param handle opened for writing; must not be written to by anybody else
 * @param file its absolute path
 * @param hint what to do when it cannot be written
 * @throws {NetworkError} `RESULTS_NOT_WRITABLE` from `append`
 */
export async function checkedFile(handle: FileHandle, file: string, hint: Wording): Promise<CheckedFile> {
  const mine = await handle.stat({ bigint: true });
  let expected = mine.size;
  const check = async (): Promise<void> => {
    const now = await handle.stat({ bigint: true });
    const named = await stat(file, { bigint: true }).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (named === undefined) throw outputGone(sayResults('deleted', file));
    if (named.dev !== mine.dev || named.ino !== mine.ino) throw outputGone(sayResults('replaced', file));
    // The length of a device or a pipe says nothing.
    if (mine.isFile() && now.size < expected) {
      throw outputGone(sayResults('truncated', file, String(now.size), String(expected)));
    }
  };
  return {
    check,
    append: async (content) => {
      let bytes: Uint8Array = typeof content === 'string' ? Buffer.from(content) : content;
      try {
        while (bytes.length > 0) {
          const { bytesWritten } = await handle.write(bytes);
          bytes = bytes.subarray(bytesWritten);
          expected += BigInt(bytesWritten);
        }
      } catch (error) {
        throw cannotWrite(file, error, hint);
      }
      await check();
    },
  };
}
