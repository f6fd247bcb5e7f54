import { NetworkError, SignatureError } from '../errors.js';

/** How often a request is repeated at most, unless the caller sets another number. */
export const DEFAULT_RETRIES = 3;

const BASE_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

/** The longest `Retry-After` that is waited for; beyond it the caller is told instead. */
const LONGEST_RETRY_AFTER_SECONDS = 60;

/** Responses that would be the same next time. */
const NEVER_RETRIED = new Set(['REDIRECT', 'RESPONSE_TOO_LARGE', 'ABORTED', 'PROXY_AUTHENTICATION']);

/** A 4xx that is no refusal comes from somebody in between, such as a firewall, who would say it again. */
const isForeignRefusal = ({ status = 0, outcome }: NetworkError): boolean =>
  outcome === 'unknown' && status >= 400 && status < 500 && status !== 408 && status !== 429;

/** What the decision depends on. */
export interface RetryFacts {
  error: unknown;
  /** How many attempts were made, this one included. */
  attempt: number;
  /** How often a request may be repeated. */
  retries: number;
  /** Whether the request may be sent again although it may have arrived. */
  idempotent: boolean;
  /** Uniform in [0, 1). */
  random: number;
}

/**
 * Milliseconds to wait before the next attempt, or `undefined` when there must be none. Exponential backoff with full
 * jitter; `Retry-After` is honoured. Repeated are network failures, 408, 429, 5xx and signature probes; what may have
 * arrived is repeated only if that can do no harm.
 */
export function retryDelay({ error, attempt, retries, idempotent, random }: RetryFacts): number | undefined {
  if (attempt > retries) return undefined;
  if (error instanceof SignatureError) {
    if (error.code !== 'SIGNATURE_PROBE' || !idempotent) return undefined;
  } else if (!(error instanceof NetworkError) || NEVER_RETRIED.has(error.code) || isForeignRefusal(error)) {
    return undefined;
  } else if (error.outcome !== 'not-sent' && !idempotent) {
    return undefined;
  }
  const asked = error instanceof NetworkError ? error.retryAfterSeconds : undefined;
  if (asked !== undefined && asked > LONGEST_RETRY_AFTER_SECONDS) return undefined;
  const ceiling = Math.min(LONGEST_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return Math.max(random * ceiling, (asked ?? 0) * 1000);
}
