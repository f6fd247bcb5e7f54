import type { ErrorType } from '../error-codes.js';
import type { ExitCode } from '../texts/exit-codes.js';

/** Exit code of each kind of error; scripts depend on them. */
export const EXIT_CODES = {
  internal: 1,
  usage: 2,
  config: 3,
  api: 4,
  network: 5,
  signature: 6,
} as const satisfies Record<ErrorType, ExitCode>;

/**
 * Exit code of a command that went to its end, and whose answer is no: a batch of which not every row has its order, or a
 * user who is not qualified, where that was asked for. 4 would say that WeChat Pay has refused the call.
 */
export const SOME_FAILED = 7 satisfies ExitCode;

/** Exit codes of a run that a signal ended: 128 and the signal's number, as shells have it. */
export const SIGNAL_EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const satisfies Record<string, ExitCode>;

/** A signal that ends a run. */
export type StopSignal = keyof typeof SIGNAL_EXIT_CODES;
