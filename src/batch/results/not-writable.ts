import { ConfigError, NetworkError } from '../../errors.js';
import { messageOf } from '../../shared/message-of.js';

/** What to do when a file that was open can no longer be written. */
export const NO_ROOM_HINT = 'No further row is sent. When there is room again, run the same with --resume.';

/** The error for a file that cannot be opened before anything is sent: read-only, no such folder (exit code 3). */
export function cannotOpen(file: string, cause: unknown): ConfigError {
  return new ConfigError(`cannot write ${file}: ${messageOf(cause)}`, {
    code: 'RESULTS_NOT_WRITABLE',
    hint: 'Name a file that can be written, in a folder that exists. Nothing was sent.',
    cause,
  });
}

/**
 * The error for an output that was open and can no longer be written, so that the result of a row is lost (exit code 5).
 * @param hint what to do about it
 */
export function cannotWrite(file: string, cause: unknown, hint: string): NetworkError {
  return new NetworkError(`cannot write ${file}: ${messageOf(cause)}`, {
    code: 'RESULTS_NOT_WRITABLE',
    outcome: 'unknown',
    hint,
    cause,
  });
}

/**
 * The error for a file that was deleted, replaced or truncated while it was written (exit code 5).
 * @param what happened to it
 */
export function outputGone(file: string, what: string): NetworkError {
  return new NetworkError(`${file} ${what}`, {
    code: 'RESULTS_GONE',
    outcome: 'unknown',
    hint: 'No further row is sent. Run the same again with a new file for the results, without --resume: the same rows get the same numbers, so that no second order is made.',
  });
}
