import { ApiError, NetworkError, SignatureError, type WechatPayError } from '../../errors.js';

/** Stops a run whose requests all fail for the same reason. */
export interface Breaker {
  /** Notes how a row ended: with an order (`undefined`), or with an error. */
  note(error: WechatPayError | undefined): void;
  /** The error that came too often; `undefined` as long as the run may go on. */
  readonly tripped: WechatPayError | undefined;
}

/**
 * The cause of a failure that lies outside the row, so that the next row would fail the same way: signatures that do
 * not verify, 401, 403, no usable answer, in whatever way each shows. `undefined` for a refusal of the row itself,
 * which a 403 with `PARAM_ERROR` is too.
 */
function commonCause(error: WechatPayError): string | undefined {
  if (error instanceof SignatureError || error instanceof NetworkError) return error.type;
  if (!(error instanceof ApiError)) return undefined;
  const { status, code } = error;
  return status === 401 || (status === 403 && code !== 'PARAM_ERROR') ? String(status) : undefined;
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
