import type { CodeOf, ErrorCode, ErrorType } from './error-codes.js';
import { inLanguage, type Language, type Text, toText, type Wording } from './shared/text.js';

/** What an error can say beside its message. Every part is safe to print: no key, no request signature. */
export interface ErrorFacts<Code extends string = string> {
  /** Stable and machine-readable: ours (see `ERROR_CODES`), WeChat Pay's (`PARAM_ERROR`), or the system's (`ECONNRESET`). */
  code: Code;
  /** What to do next: one or two sentences, then complete commands, each on a line of its own. */
  hint?: Wording | undefined;
  /** HTTP status of the last response; absent, or 0, where none came. */
  status?: number | undefined;
  /** `Request-ID` of the last answer, for WeChat Pay's support. */
  requestId?: string | undefined;
  /** The merchant's order number that the failed call was about. */
  outOrderNo?: string | undefined;
  /** Whether the refusal that the error tells of carried a signature that verified; absent where nothing was refused. */
  signed?: boolean | undefined;
  /** Whether the failed call was to create the order that `outOrderNo` names. */
  isCreate?: boolean | undefined;
  /** The language of the property `hint`; English by default. */
  language?: Language | undefined;
  /** `detail` of WeChat Pay's error body, as received. */
  detail?: unknown;
  /** The error that caused this one. */
  cause?: unknown;
}

/** The JSON shape of an error, as printed with `--json`. Absent keys are left out. */
export interface ErrorObject {
  type: ErrorType;
  code: string;
  message: string;
  hint?: string;
  status?: number;
  /** There, and false, only for a refusal that was not signed. */
  signed?: false;
  request_id?: string;
  out_order_no?: string;
  detail?: unknown;
}

/** Base of every error that wxpay throws on purpose. Anything else that escapes is a bug in wxpay. */
export abstract class WechatPayError extends Error {
  readonly #message: Wording;
  readonly #hint: Wording | undefined;
  readonly #language: Language | undefined;
  abstract readonly type: ErrorType;
  readonly code: ErrorCode | (string & {});
  /** In the language of the client, by default English; `toObject('zh')` has it in Chinese. */
  readonly hint: string | undefined;
  readonly status: number | undefined;
  /** Whether the refusal carried a signature that verified. WeChat Pay's refusals need not be signed. */
  readonly signed: boolean | undefined;
  readonly requestId: string | undefined;
  /** Set by the call that knows which order it was about. */
  outOrderNo: string | undefined;
  /** Whether the failed call was to create the order that `outOrderNo` names. */
  readonly isCreate: boolean;
  readonly detail: unknown;

  constructor(message: Wording, facts: ErrorFacts) {
    super(inLanguage(message, 'en'), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.#message = message;
    this.#hint = facts.hint;
    this.#language = facts.language;
    this.name = new.target.name;
    this.code = facts.code;
    this.hint = facts.hint === undefined ? undefined : inLanguage(facts.hint, facts.language ?? 'en');
    this.status = facts.status;
    this.signed = facts.signed;
    this.requestId = facts.requestId;
    this.outOrderNo = facts.outOrderNo;
    this.isCreate = facts.isCreate === true;
    this.detail = facts.detail;
  }

  /** Message and hint in every language. */
  get texts(): { message: Text; hint: Text | undefined } {
    return { message: toText(this.#message), hint: this.#hint === undefined ? undefined : toText(this.#hint) };
  }

  /** What the error says beside its message, for one that is made of it. The cause stays out. */
  get facts(): ErrorFacts {
    const { code, status, signed, requestId, outOrderNo, isCreate, detail } = this;
    return {
      code,
      hint: this.#hint,
      language: this.#language,
      status,
      signed,
      requestId,
      outOrderNo,
      isCreate,
      detail,
    };
  }

  /** The error as plain data, in English, with the API's spelling of names; the cause and the stack stay out. */
  toJSON(): ErrorObject {
    return this.toObject('en');
  }

  /** The same with message and hint in a language. */
  toObject(language: Language): ErrorObject {
    return {
      type: this.type,
      code: this.code,
      message: inLanguage(this.#message, language),
      ...(this.#hint !== undefined && { hint: inLanguage(this.#hint, language) }),
      ...(this.status !== undefined && this.status > 0 && { status: this.status }),
      ...(this.signed === false && { signed: this.signed }),
      ...(this.requestId !== undefined && { request_id: this.requestId }),
      ...(this.outOrderNo !== undefined && { out_order_no: this.outOrderNo }),
      ...(this.detail !== undefined && { detail: this.detail }),
    };
  }
}

/** The call itself is wrong: a missing or invalid argument. Nothing was sent. */
export class UsageError extends WechatPayError {
  readonly type = 'usage';
  declare readonly code: CodeOf<'usage'>;

  constructor(message: Wording, facts: ErrorFacts<CodeOf<'usage'>>) {
    super(message, facts);
  }
}

/** Configuration or keys are missing, unreadable, or do not belong together. Nothing was sent. */
export class ConfigError extends WechatPayError {
  readonly type = 'config';
  declare readonly code: CodeOf<'config'>;

  constructor(message: Wording, facts: ErrorFacts<CodeOf<'config'>>) {
    super(message, facts);
  }
}

/** Facts of a refusal by WeChat Pay. */
export interface ApiErrorFacts extends ErrorFacts {
  status: number;
  signed: boolean;
}

/** WeChat Pay refused the request: the body of its response says so, with APIv3's `code` and `message`. */
export class ApiError extends WechatPayError {
  readonly type = 'api';
  override readonly status: number;
  override readonly signed: boolean;

  constructor(message: Wording, facts: ApiErrorFacts) {
    super(message, facts);
    this.status = facts.status;
    this.signed = facts.signed;
  }
}

/**
 * What is known of a request that brought no usable response: it never left (`not-sent`), it may have been carried out
 * (`unknown`), or WeChat Pay has said that it was not carried out and may be sent again (`refused`, as with 429).
 */
export type Outcome = 'not-sent' | 'unknown' | 'refused';

/** Facts of a request without a usable answer. */
export interface NetworkErrorFacts extends ErrorFacts {
  outcome: Outcome;
  /** How long WeChat Pay asked to wait (`Retry-After`), in seconds. */
  retryAfterSeconds?: number | undefined;
}

/** No usable answer after all tries: network, time-out, 429, 5xx, 3xx, or a body that can't be read. */
export class NetworkError extends WechatPayError {
  readonly type = 'network';
  readonly outcome: Outcome;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: Wording, facts: NetworkErrorFacts) {
    super(message, facts);
    this.outcome = facts.outcome;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** An answer or a notification came, but its signature is missing or did not verify; its content is withheld. */
export class SignatureError extends WechatPayError {
  readonly type = 'signature';
  declare readonly code: CodeOf<'signature'>;

  constructor(message: Wording, facts: ErrorFacts<CodeOf<'signature'>>) {
    super(message, facts);
  }
}
