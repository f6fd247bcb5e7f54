import { requestIdCode } from '../apiv3/error-codes.js';
import { ApiError, NetworkError, SignatureError, WechatPayError } from '../errors.js';
import { messageOf } from '../shared/message-of.js';

/** An order that exists under the number of a refused create, with other parameters. */
export const OTHER_PARAMETERS = 'ORDER_EXISTS_WITH_OTHER_PARAMETERS';

/** The answer of a `get` or `create` is about something else than was asked. */
export const RESPONSE_MISMATCH = 'RESPONSE_MISMATCH';

/** How the attempts of a create ended, without an order. */
export interface FailedAttempts {
  /** Of the last attempt. */
  error: unknown;
  attempts: number;
  /** Whether any attempt may have reached WeChat Pay without our having seen its response. */
  mayHaveArrived: boolean;
  /** Whether the last error is a response on a connection that had served another request before: see `Judged`. */
  onReused: boolean;
}

/** How often the order was read back after that, for how long, and how the last time ended. */
export interface FailedReading {
  error: unknown;
  reads: number;
  seconds: number;
}

/** 请求重入时，参数与首次请求时不一致, and PayScore's 订单重入参数校验失败. */
const OTHER_PARAMETERS_NUMBERS: ReadonlySet<string | undefined> = new Set(['268498688', '271316598']);

/**
 * Whether a refusal says that the number was used before with other parameters: by the number at the end of its
 * Request-ID, else, as that may be a UUID, by its words.
 */
function isRefusedReentry(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  return OTHER_PARAMETERS_NUMBERS.has(requestIdCode(error.requestId)) || /重入/.test(error.message);
}

/** The error for a create whose number belongs to another order. */
export function otherParametersError(outOrderNo: string, error: WechatPayError, status: number): ApiError {
  return new ApiError(`an order ${outOrderNo} exists already, with other parameters: ${error.message}`, {
    ...error,
    code: OTHER_PARAMETERS,
    status,
    signed: error.signed ?? true,
    outOrderNo,
    hint: `Read it and compare: wxpay insurance get '${outOrderNo}'. If it is the order you want, it needs no second create.`,
    cause: error,
  });
}

/**
 * The error for a create that needs no reading back: nothing may have arrived, or what is known would not be changed by
 * it. `undefined` when the order has to be read back.
 */
export function finalCreateError(outOrderNo: string, failed: FailedAttempts): unknown {
  const { error } = failed;
  if (!(error instanceof WechatPayError)) return error;
  if (isRefusedReentry(error)) return otherParametersError(outOrderNo, error, error.status);
  if (error instanceof SignatureError && error.code !== RESPONSE_MISMATCH) {
    return unsettledCreateError(outOrderNo, failed, undefined);
  }
  if (failed.mayHaveArrived) return undefined;
  const facts = { ...error, outOrderNo, cause: error };
  if (error instanceof ApiError) {
    return new ApiError(`order ${outOrderNo} was refused: ${error.message}`, {
      ...facts,
      status: error.status,
      signed: error.signed,
    });
  }
  if (!(error instanceof NetworkError)) return error;
  const fate = error.outcome === 'not-sent' ? 'was not sent' : 'was rate-limited and not created';
  return new NetworkError(`order ${outOrderNo} ${fate}: ${error.message} (${attemptsOf(failed)})`, {
    ...facts,
    outcome: error.outcome,
    hint: join(error.hint, nextSteps(outOrderNo)),
  });
}

/**
 * The error for a create whose order may exist, and was not found by reading it back, if it was read at all. That it is
 * absent is no proof: an attempt may still be under way, or be read late. Nor is a refusal after an attempt that may
 * have arrived, however it is signed: it may come of the very order, as where a user may have only one.
 */
export function unsettledCreateError(
  outOrderNo: string,
  failed: FailedAttempts,
  reading: FailedReading | undefined,
): unknown {
  const { error } = failed;
  if (!(error instanceof WechatPayError)) return error;
  const forged = [reading?.error, error].find((one) => one instanceof SignatureError);
  const facts = { ...error, signed: undefined, outOrderNo, cause: error };
  const message = `order ${outOrderNo} may have been created: ${error.message} (${attemptsOf(failed)})${describeReading(reading)}`;
  if (forged) {
    return new SignatureError(message, {
      ...facts,
      code: forged.code,
      hint: join(forged.hint, `When the cause is found: wxpay insurance get '${outOrderNo}'.`),
    });
  }
  return new NetworkError(message, { ...facts, outcome: 'unknown', hint: join(error.hint, nextSteps(outOrderNo)) });
}

const attemptsOf = ({ attempts }: FailedAttempts): string => (attempts === 1 ? '1 attempt' : `${attempts} attempts`);

const describeReading = (reading: FailedReading | undefined): string => {
  if (reading === undefined) return '';
  const { error, reads, seconds } = reading;
  const times = reads === 1 ? 'once' : `${reads} times within ${Math.round(seconds)} s`;
  const reason = messageOf(error);
  return `; read back ${times}, the last time: ${reason}`;
};

const nextSteps = (outOrderNo: string): string =>
  `Run again with the same number, which makes no second order: --out-order-no '${outOrderNo}'. To read only: wxpay insurance get '${outOrderNo}'.`;

const join = (...hints: (string | undefined)[]): string => hints.filter((hint) => hint !== undefined).join(' ');
