import type { Credentials } from '../apiv3/credentials.js';
import type { Verdict, VerifyResponseInput } from '../apiv3/verify-response.js';
import type { Language, Text } from '../shared/text.js';

/** The world that a client depends on, as arguments, so that tests decide what time and chance are. */
export interface Environment {
  /** Milliseconds since 1970, by the clock of the machine, which may be set while wxpay runs. */
  now: () => number;
  /** Milliseconds since some moment, never going back: for durations. */
  monotonic: () => number;
  /** A string never used before, 32 letters and digits. */
  nonce: () => string;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when that fires. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The verbs of APIv3. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** One verb, upper case. */
export type HttpMethod = (typeof METHODS)[number];

/** One thing that happened on the wire, for `--verbose`. Nothing in it is secret. */
export type TraceEvent =
  | { event: 'attempt'; attempt: number; method: string; url: string; serial: string }
  | { event: 'proxy'; proxy: string }
  | { event: 'answer'; status: number; requestId: string | undefined; ms: number; signedBy: string | undefined }
  | { event: 'failure'; message: Text; ms: number }
  /** Before a retry: how many attempts there will then have been, of how many at most. */
  | { event: 'wait'; ms: number; attempt: number; of: number };

/** How a client reaches WeChat Pay. */
export interface CallerOptions {
  credentials: Credentials;
  /** An origin: `https://api.mch.weixin.qq.com`. */
  baseUrl: string;
  /** The origin that takes the next attempt after a network failure. */
  backupBaseUrl?: string | undefined;
  /** Limit of one whole attempt, in seconds. */
  timeout?: number | undefined;
  /** How often a request is repeated at most. */
  retries?: number | undefined;
  /** URL of the proxy for every request; without it `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide. */
  proxy?: string | undefined;
  /** PEM of further authorities that may vouch for a host, beside Node's own and `NODE_EXTRA_CA_CERTS`. */
  ca?: string | undefined;
  /** Environment variables, of which those about proxies are read; the process's own by default. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Language of hints. */
  language?: Language | undefined;
  environment?: Partial<Environment> | undefined;
  /** Carries attempts in the place of HTTP: what lies beyond it is then a world of the caller's own. */
  exchange?: Exchange | undefined;
  /**
   * Checks answers instead of `verifyResponse`: for the one call whose answer brings the key that verifies it. What it
   * throws is what the call rejects with.
   */
  verify?: ((input: VerifyResponseInput) => Verdict) | undefined;
  onTrace?: ((event: TraceEvent) => void) | undefined;
}

/** Watches the attempts of a request, and may hold retries back. */
export interface AttemptWatch {
  /** Awaited before every attempt but the first, and before each `get` that settles an order. */
  beforeRetry?: () => Promise<void>;
  /** Called after every attempt, an aborted one too; the error is `undefined` when a verified response came. */
  afterAttempt: (error: unknown, request: CallRequest) => void;
}

/** When a request was signed, and the nonce that it was signed with. */
export interface Stamp {
  /** Seconds since 1970. */
  timestamp: number;
  nonce: string;
}

/** A request before it is signed. */
export interface CallRequest {
  method: HttpMethod;
  /** Path with query, percent-encoded, as it goes on the wire and into the signature. */
  target: string;
  /** The body as bytes, serialised once; absent for none. */
  body?: Buffer | undefined;
  /** Further headers. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether the request may be sent again when it may have arrived: reads, and writes that an idempotency key protects.
   * Others are repeated only when nothing was sent.
   */
  idempotent: boolean;
  /** Whether only JSON will do: anything else counts as no usable answer. */
  expectJson?: boolean | undefined;
  /**
   * Whether a parsed body answers this request. Where it is given, a signed body that does counts whatever status came
   * with it, and one that does not may be an error even with 200: the signature covers the body and not the status.
   */
  answers?: ((data: unknown) => boolean) | undefined;
  /** Time and nonce to sign with, for a signature that was made before. */
  stamp?: Stamp | undefined;
  /** How often it is retried at most, instead of the client's number. */
  retries?: number | undefined;
  /**
   * Which host takes the first attempt: an even number for the base URL, an odd one for the backup host. Who repeats
   * calls without retries counts here, with `isHostFailure`, so that a host that is down is not all that is ever asked.
   */
  turn?: number | undefined;
  /** Limit of each attempt in seconds, where it is lower than the client's. */
  timeout?: number | undefined;
  /** Whether it must go over a connection that has served no other request, on which no other response can wait. */
  freshConnection?: boolean | undefined;
  watch?: AttemptWatch | undefined;
  /** Fires when the request is to end at once, an attempt under way included. */
  signal?: AbortSignal | undefined;
  /** Fires when it is not to be repeated any more: a pause ends, and an attempt under way is the last one. */
  retrySignal?: AbortSignal | undefined;
}

/** A 2xx answer whose signature verified. */
export interface VerifiedResponse {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** `Request-ID`. */
  requestId: string | undefined;
  /** The body bytes as received and verified. */
  body: Buffer;
  /** The body as JSON; `undefined` when it is empty or, unless JSON was expected, something else. */
  data: unknown;
  /** Id of the key that signed it. */
  signedBy: string | undefined;
}

/** A response as it came, which nobody may believe yet. */
export interface RawResponse extends Pick<VerifiedResponse, 'status' | 'headers' | 'body'> {
  /** The `Authorization` header that was sent. */
  authorization: string;
  /** Whether the connection had served another request before. */
  isReused: boolean;
}

/**
 * Carries one attempt to a host: sends a request, signed, and resolves with the response as it came, no later than
 * after so many seconds. Rejects with a `NetworkError` where no usable response came, which says whether the request may
 * have arrived.
 */
export type Exchange = (request: CallRequest, url: URL, seconds: number) => Promise<RawResponse>;
