import { ConfigError, NetworkError } from '../../errors.js';
import { reasonOf } from '../../shared/message-of.js';
import type { Text, Wording } from '../../shared/text.js';
import { sayResults } from '../../texts/batch-results.js';

/** What to do when a file that was open can no longer be written. */
export const NO_ROOM_HINT: Text = sayResults('noRoomHint');

/** The error for a file that cannot be opened before anything is sent: read-only, no such folder (exit code 3). */
export function cannotOpen(file: string, cause: unknown, reason: Text = reasonOf(cause)): ConfigError {
  return new ConfigError(sayResults('cannotWrite', file, reason), {
    code: 'RESULTS_NOT_WRITABLE',
    hint: sayResults('cannotOpenHint'),
    cause,
  });
}

/**
 * The error for an output that was open and can no longer be written, so that the result of a row is lost (exit code 5).
 * @param file its path, or what it is called
 * @param hint what to do about it
 */
export function cannotWrite(file: string, cause: unknown, hint: Wording): NetworkError {
  return new NetworkError(sayResults('cannotWrite', file, reasonOf(cause)), {
    code: 'RESULTS_NOT_WRITABLE',
    outcome: 'unknown',
    hint,
    cause,
  });
}

/**
 * The error for a file that was deleted, replaced or truncated while it was written (exit code 5).
 * @param what happened to which file
 */
export function outputGone(what: Text): NetworkError {
  return new NetworkError(what, {
    code: 'RESULTS_GONE',
    outcome: 'unknown',
  });
}
