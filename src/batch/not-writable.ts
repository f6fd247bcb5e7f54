import { ConfigError } from '../errors.js';

/** What to do when a file that was open can no longer be written. */
export const NO_ROOM_HINT = 'No further row is sent. When there is room again, run the same with --resume.';

const BEFORE_HINT = 'Name a file that can be written, in a folder that exists. Nothing was sent.';

/**
 * The error for a file that cannot be written: full disk, read-only, no such folder.
 * @param hint what to do about it; the default is for a file that could not be opened
 */
export function notWritable(file: string, cause: unknown, hint: string = BEFORE_HINT): ConfigError {
  return new ConfigError(`cannot write ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    code: 'RESULTS_NOT_WRITABLE',
    hint,
    cause,
  });
}
