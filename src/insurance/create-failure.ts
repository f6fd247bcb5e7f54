import { requestIdCode } from '../apiv3/error-codes.js';
import { ApiError, NetworkError, SignatureError, WechatPayError } from '../errors.js';
import { mayHaveArrived } from '../http/caller.js';
import { reasonOf } from '../shared/message-of.js';
import { joinWordings, type Text } from '../shared/text.js';
import { sayOutcome } from '../texts/outcome.js';

/** An order that exists under the number of a refused create, with other parameters. */
export const OTHER_PARAMETERS = 'ORDER_EXISTS_WITH_OTHER_PARAMETERS';

/** The answer of a `get` or `create` is about something else than was asked. */
export const RESPONSE_MISMATCH = 'RESPONSE_MISMATCH';

/**
 * The codes of a `get` that found no order, as documented for this API and for PayScore; the status beside them is not
 * signed.
 */
export const NO_SUCH_ORDER: ReadonlySet<string> = new Set(['RESOURCE_NOT_EXISTS', 'ORDER_NOT_EXIST']);

/** Whether a refusal is none of a create: the response to another request, which says nothing of this one. */
export function isForeign(error: unknown): boolean {
  return error instanceof ApiError && NO_SUCH_ORDER.has(error.code);
}

/** Whether an attempt of a create that ended with this error may have created the order. */
export function mayHaveCreated(error: unknown): boolean {
  return mayHaveArrived(error) || isForeign(error);
}

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
  return new ApiError(sayOutcome('otherParameters', outOrderNo, error.texts.message), {
    ...error.facts,
    code: OTHER_PARAMETERS,
    status,
    signed: error.signed ?? true,
    outOrderNo,
    hint: sayOutcome('otherParametersHint'),
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
  if (failed.mayHaveArrived || isForeign(error)) return undefined;
  const { message } = error.texts;
  const facts = { ...error.facts, outOrderNo, isCreate: true, cause: error };
  if (error instanceof ApiError) {
    return new ApiError(sayOutcome('refused', outOrderNo, message), {
      ...facts,
      status: error.status,
      signed: error.signed,
    });
  }
  if (!(error instanceof NetworkError)) return error;
  const fate = error.outcome === 'not-sent' ? 'notSent' : 'rateLimited';
  return new NetworkError(sayOutcome(fate, outOrderNo, message, failed.attempts), {
    ...facts,
    outcome: error.outcome,
    hint: join(error.texts.hint, sayOutcome('again')),
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
  const facts = { ...error.facts, signed: undefined, outOrderNo, isCreate: true, cause: error };
  const unknown = sayOutcome('unknown', outOrderNo, error.texts.message, failed.attempts);
  const message = reading === undefined ? unknown : describeReading(unknown, reading);
  if (forged) {
    const hint = join(forged.texts.hint, sayOutcome('afterCause'));
    return new SignatureError(message, { ...facts, code: forged.code, hint });
  }
  const hint = join(error.texts.hint, sayOutcome('again'));
  return new NetworkError(message, { ...facts, outcome: 'unknown', hint });
}

const join = (hint: Text | undefined, further: Text): Text => joinWordings([hint, further], { zh: '', en: ' ' });

const describeReading = (unknown: Text, { error, reads, seconds }: FailedReading): Text =>
  reads === 1
    ? sayOutcome('readOnce', unknown, reasonOf(error))
    : sayOutcome('readBack', unknown, reads, Math.round(seconds), reasonOf(error));
