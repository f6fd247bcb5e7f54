import type { Writable } from 'node:stream';
import { NetworkError, WechatPayError } from '../../errors.js';
import { systemCode } from '../../shared/system-code.js';

/** Writes data to stdout, and knows whether it got there. */
export interface DataOut {
  write: (text: string | Uint8Array) => void;
  /** Resolves when everything is written; with the error, if something was not. */
  written: () => Promise<Error | undefined>;
}

/** Binds to stdout, which is asked for when there is something to write: Node then makes it, which takes milliseconds. */
export function createDataOut(world: { readonly stdout: Writable }): DataOut {
  let failure: Error | undefined;
  let last: Promise<void> | undefined;
  return {
    write: (text) => {
      last = new Promise((done) => {
        world.stdout.write(text, (error) => {
          failure ??= error ?? undefined;
          done();
        });
      });
    },
    written: async () => {
      await last;
      return failure;
    },
  };
}

/** Codes of errors that say that what a run brought was lost: no signal to stop makes that less true. */
const LOST: readonly string[] = ['OUTPUT_NOT_WRITABLE', 'RESULTS_NOT_WRITABLE', 'RESULTS_GONE'];

/** Whether an error says that what a run brought could not be written. */
export function isLostOutput(error: unknown): boolean {
  return error instanceof WechatPayError && LOST.includes(error.code);
}

const SENT_HINT = 'What was to be sent has been sent. Run it again, with the same number where there is one.';

/** The error for data that did not get to stdout. */
export function lostOutput(cause: Error, hint: string = SENT_HINT): NetworkError {
  return new NetworkError(`the output could not be written: ${cause.message}`, {
    code: 'OUTPUT_NOT_WRITABLE',
    outcome: 'unknown',
    hint,
    cause,
  });
}

/**
 * Waits until everything is written. A reader that went away (`| head`) wanted no more of it, which is no failure,
 * unless what was written says what a call has changed.
 * @param mustArrive whether a reader that went away is a failure, too
 * @throws {NetworkError} `OUTPUT_NOT_WRITABLE`
 */
export async function requireWritten({ written }: Pick<DataOut, 'written'>, mustArrive = false): Promise<void> {
  const error = await written();
  if (error && (mustArrive || systemCode(error) !== 'EPIPE')) throw lostOutput(error);
}
