import type { Writable } from 'node:stream';
import { NetworkError, WechatPayError } from '../../errors.js';
import { reasonOf } from '../../shared/message-of.js';
import { systemCode } from '../../shared/system-code.js';
import type { Wording } from '../../shared/text.js';
import { sayReport } from '../../texts/report.js';

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

/**
 * The error for data that did not get to stdout.
 * @param hint what to do
 */
export function lostOutput(cause: Error, hint: Wording): NetworkError {
  return new NetworkError(sayReport('outputNotWritable', reasonOf(cause)), {
    code: 'OUTPUT_NOT_WRITABLE',
    outcome: 'unknown',
    hint,
    cause,
  });
}

/**
 * Waits until everything is written. A reader that went away (`| head`) wanted no more of it, which is no failure,
 * unless what was written says what a call has changed.
 * @param changed what to do when the output of a call is lost that may have changed something
 * @throws {NetworkError} `OUTPUT_NOT_WRITABLE`
 */
export async function requireWritten({ written }: Pick<DataOut, 'written'>, changed?: Wording): Promise<void> {
  const error = await written();
  if (error && (changed !== undefined || systemCode(error) !== 'EPIPE')) {
    throw lostOutput(error, changed ?? sayReport('runAgain'));
  }
}
