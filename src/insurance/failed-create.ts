import type { CallResult } from '../client/caller.js';
import { ApiError, NetworkError, SignatureError, WechatPayError } from '../errors.js';

type FailedCall = Extract<CallResult, { ok: false }>;

/** A create that brought no order, and the `get` that was to settle it, if one was made. */
export interface FailedCreate {
  outOrderNo: string;
  created: FailedCall;
  settled?: FailedCall;
}

const attemptsOf = ({ attempts }: FailedCall): string => (attempts === 1 ? '1 attempt' : `${attempts} attempts`);

const nextSteps = (outOrderNo: string): string =>
  `Run again with the same number, which makes no second order: --out-order-no '${outOrderNo}'. To look only: wxpay insurance get '${outOrderNo}'.`;

const join = (...hints: (string | undefined)[]): string => hints.filter((hint) => hint !== undefined).join(' ');

/** Whether WeChat Pay itself, by a signature that verified, says that there is no such order. */
const saysThereIsNone = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 404 && error.verified;

/**
 * The error for a create without an order. Its message says what is known of the order: "not sent", "refused", or "may
 * have been created". Only a verified 404 counts as proof that there is none: an unsigned one may come from anybody.
 */
export function failedCreateError({ outOrderNo, created, settled }: FailedCreate): unknown {
  const { error } = created;
  if (!(error instanceof WechatPayError)) return error;
  const facts = { ...error, outOrderNo, cause: error };
  const { message } = error;

  if (error instanceof SignatureError) {
    return new SignatureError(`order ${outOrderNo} may have been created: ${message}`, {
      ...facts,
      hint: join(error.hint, `When the cause is found: wxpay insurance get '${outOrderNo}'.`),
    });
  }
  if (settled?.error instanceof SignatureError) {
    return new SignatureError(
      `order ${outOrderNo} may have been created: ${message}; read back, ${settled.error.message}`,
      {
        ...facts,
        code: settled.error.code,
        hint: join(settled.error.hint, `When the cause is found: wxpay insurance get '${outOrderNo}'.`),
      },
    );
  }
  const none = !created.mayHaveArrived || saysThereIsNone(settled?.error);
  if (error instanceof ApiError && none) {
    return new ApiError(`order ${outOrderNo} was refused: ${message}`, {
      ...facts,
      status: error.status,
      verified: error.verified,
    });
  }
  if (error instanceof NetworkError && !created.mayHaveArrived) {
    const fate = error.outcome === 'not-sent' ? 'was not sent' : 'was refused for now, and not created';
    return new NetworkError(`order ${outOrderNo} ${fate}: ${message} (${attemptsOf(created)})`, {
      ...facts,
      outcome: error.outcome,
      hint: join(error.hint, nextSteps(outOrderNo)),
    });
  }
  if (none) {
    return new NetworkError(
      `order ${outOrderNo} was not created: ${message} (${attemptsOf(created)}); read back, WeChat Pay has no such order`,
      { ...facts, outcome: 'refused', hint: join(error.hint, nextSteps(outOrderNo)) },
    );
  }
  const reading = settled?.error instanceof Error ? `; reading it back failed too: ${settled.error.message}` : '';
  return new NetworkError(`order ${outOrderNo} may have been created: ${message} (${attemptsOf(created)})${reading}`, {
    ...facts,
    outcome: 'unknown',
    hint: join(error.hint, nextSteps(outOrderNo)),
  });
}
