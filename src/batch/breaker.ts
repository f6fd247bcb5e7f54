import { ApiError, NetworkError, SignatureError, type WechatPayError } from '../errors.js';

/** Stops a run whose requests all fail for the same reason. */
export interface Breaker {
  /** Notes how a row ended: with an order (`undefined`), or with an error. */
  note(error: WechatPayError | undefined): void;
  /** The error that came too often; `undefined` as long as the run may go on. */
  readonly tripped: WechatPayError | undefined;
}

/**
 * The cause of a failure that lies outside the row, so that the next row would fail the same way: a signature that
 * does not verify, 401, 403, no usable answer. `undefined` for a refusal of the row itself.
 */
function commonCause(error: WechatPayError): string | undefined {
  if (error instanceof SignatureError || error instanceof NetworkError) return `${error.type} ${error.code}`;
  return error instanceof ApiError && (error.status === 401 || error.status === 403)
    ? `${error.status} ${error.code}`
    : undefined;
}

/** @param limit how many rows in a row may fail for one cause; 0 for any number */
export function createBreaker(limit: number): Breaker {
  let cause: string | undefined;
  let count = 0;
  let tripped: WechatPayError | undefined;
  return {
    note: (error) => {
      const found = error && commonCause(error);
      count = found !== undefined && found === cause ? count + 1 : 1;
      cause = found;
      if (limit > 0 && found !== undefined && count >= limit) tripped ??= error;
    },
    get tripped() {
      return tripped;
    },
  };
}
