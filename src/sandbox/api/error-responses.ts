import type { SandboxResponse } from './response-writer.js';

/**
 * The decimal codes that a `Request-ID` ends in, from the list of 错误码 in WeChat Pay's documents. `GENERAL` is not in
 * it: it stands for the many that are not public.
 */
export const ERROR_CODES = {
  GENERAL: 268435456,
  SIGN_ERROR: 268443699,
  RATE_LIMITED: 268447840,
  ILLEGAL_PARAMETER: 268435461,
  OUT_OF_RANGE: 268435464,
  UNKNOWN_FIELD: 270924358,
  REENTRY_DIFFERS: 268498688,
  PAYSCORE_REENTRY_DIFFERS: 271316598,
  NO_PERMISSION: 268503786,
  NO_SUCH_ORDER: 268512771,
} as const;

/** Where and what is wrong, as in `detail` of WeChat Pay's `PARAM_ERROR`. */
export interface ParameterFault {
  /** JSON pointer for the body, the parameter's name for the path. */
  field: string;
  value?: unknown;
  issue: string;
  location: 'body' | 'path' | 'query' | 'header' | 'authorization';
}

/** 400 `PARAM_ERROR` that names the parameter. */
export function parameterError(
  detail: ParameterFault,
  errorCode: number = ERROR_CODES.ILLEGAL_PARAMETER,
): SandboxResponse {
  return { status: 400, errorCode, body: { code: 'PARAM_ERROR', message: '参数错误', detail } };
}

/** 400 `INVALID_REQUEST`: the request breaks the rules of APIv3 for headers and bodies, whatever it asks for. */
export function invalidRequest(message: string, detail: ParameterFault): SandboxResponse {
  return { status: 400, errorCode: ERROR_CODES.ILLEGAL_PARAMETER, body: { code: 'INVALID_REQUEST', message, detail } };
}

/** 401 `SIGN_ERROR`. */
export function signError(message: string, detail: Readonly<Record<string, unknown>>): SandboxResponse {
  return { status: 401, errorCode: ERROR_CODES.SIGN_ERROR, body: { code: 'SIGN_ERROR', message, detail } };
}

/** How a number that is used again with other parameters is refused. */
export type ReentryForm = 'invalid-request' | 'param-error';

const reentryDetail = (outOrderNo: string, fields: readonly string[]): ParameterFault => ({
  field: '/out_order_no',
  value: outOrderNo,
  issue: `an order with this number exists, with another ${fields.join(', ')}`,
  location: 'body',
});

/**
 * The two forms of a refused re-entry, each as one relative of this API documents it: basic payment answers
 * `INVALID_REQUEST` with 268498688, PayScore `PARAM_ERROR` with 271316598.
 */
export const REENTRY_RESPONSES: Readonly<
  Record<ReentryForm, (outOrderNo: string, fields: readonly string[]) => SandboxResponse>
> = {
  'invalid-request': (outOrderNo, fields) => ({
    status: 400,
    errorCode: ERROR_CODES.REENTRY_DIFFERS,
    body: {
      code: 'INVALID_REQUEST',
      message: '请求重入时，参数与首次请求时不一致',
      detail: reentryDetail(outOrderNo, fields),
    },
  }),
  'param-error': (outOrderNo, fields) => ({
    status: 400,
    errorCode: ERROR_CODES.PAYSCORE_REENTRY_DIFFERS,
    body: { code: 'PARAM_ERROR', message: '订单重入参数校验失败', detail: reentryDetail(outOrderNo, fields) },
  }),
};

/** 403 `NOAUTH`: the merchant is not enabled for overnight return. */
export const NO_AUTHORITY: SandboxResponse = {
  status: 403,
  errorCode: ERROR_CODES.NO_PERMISSION,
  body: { code: 'NOAUTH', message: '商户不支持领取隔夜保险' },
};

/** 403 `PARAM_ERROR`. */
export const FORBIDDEN_PARAMETERS: SandboxResponse = {
  status: 403,
  errorCode: ERROR_CODES.ILLEGAL_PARAMETER,
  body: { code: 'PARAM_ERROR', message: '请检查请求参数再试' },
};

/** 500 in the spelling `SYSTEMERROR`. */
export const SYSTEMERROR: SandboxResponse = {
  status: 500,
  errorCode: ERROR_CODES.GENERAL,
  body: { code: 'SYSTEMERROR', message: '系统异常,请稍后重试' },
};

/** 404 `RESOURCE_NOT_EXISTS`. */
export function notFound(message: string, errorCode: number = ERROR_CODES.GENERAL): SandboxResponse {
  return { status: 404, errorCode, body: { code: 'RESOURCE_NOT_EXISTS', message } };
}

/** 413 for a body over the limit. */
export function bodyTooLarge(limit: number): SandboxResponse {
  return {
    status: 413,
    errorCode: ERROR_CODES.OUT_OF_RANGE,
    body: { code: 'INVALID_REQUEST', message: `the request body is longer than ${limit} bytes` },
    headers: { Connection: 'close' },
  };
}

/** 429 `RATELIMIT_EXCEEDED`, to be repeated after a second. */
export const RATE_LIMITED: SandboxResponse = {
  status: 429,
  errorCode: ERROR_CODES.RATE_LIMITED,
  body: { code: 'RATELIMIT_EXCEEDED', message: '请求频率超过限制' },
  headers: { 'Retry-After': '1' },
};

/** 500 `SYSTEM_ERROR`; `issue` says what happened when it is the sandbox's own trouble. */
export function systemError(issue?: string): SandboxResponse {
  return {
    status: 500,
    errorCode: ERROR_CODES.GENERAL,
    body: { code: 'SYSTEM_ERROR', message: '系统异常,请稍后重试', ...(issue !== undefined && { detail: { issue } }) },
  };
}
