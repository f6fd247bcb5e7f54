import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError, type NetworkErrorFacts, SignatureError } from '../../src/errors.js';
import { DEFAULT_RETRIES, type RetryFacts, retryDelay } from '../../src/http/retry.js';

const network = (facts: Partial<NetworkErrorFacts>) =>
  new NetworkError('no', { code: 'ECONNRESET', outcome: 'unknown', ...facts });
const refusal = new ApiError('no', { code: 'PARAM_ERROR', status: 400, signed: true });
const probe = new SignatureError('no', { code: 'SIGNATURE_PROBE' });
const forged = new SignatureError('no', { code: 'SIGNATURE_MISMATCH' });

const delay = (facts: Partial<RetryFacts>) =>
  retryDelay({ error: network({}), attempt: 1, retries: 3, idempotent: true, random: 1, ...facts });

it('is done three times unless another number is set', () => {
  expect(DEFAULT_RETRIES).toBe(3);
});

describe('the pause before a retry', () => {
  it.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [4, 4000],
    [5, 8000],
    [6, 8000],
    [60, 8000],
  ])('after attempt %i is at most %i ms', (attempt, most) => {
    expect(delay({ attempt, retries: 99 })).toBe(most);
    expect(delay({ attempt, retries: 99, random: 0.25 })).toBe(most / 4);
    expect(delay({ attempt, retries: 99, random: 0 })).toBe(0);
  });

  it.each([
    [undefined, 500],
    [0, 500],
    [0.2, 500],
    [2, 2000],
    [60, 60_000],
    [61, undefined],
    [3600, undefined],
  ])('with Retry-After %s is %s ms', (retryAfterSeconds, expected) => {
    expect(delay({ error: network({ status: 429, outcome: 'refused', retryAfterSeconds }) })).toBe(expected);
  });
});

describe('a retry', () => {
  it.each([
    [0, 1, false],
    [1, 1, true],
    [1, 2, false],
    [3, 3, true],
    [3, 4, false],
  ])('with %i retries after attempt %i: %s', (retries, attempt, isRetried) => {
    expect(delay({ retries, attempt }) !== undefined).toBe(isRetried);
  });

  it.each([
    ['a lost response', network({}), true, false],
    ['a request that was not sent', network({ outcome: 'not-sent' }), true, true],
    ['a rate limit', network({ status: 429, outcome: 'refused' }), true, false],
    ['429 by somebody in between', network({ status: 429 }), true, false],
    ['408', network({ status: 408 }), true, false],
    ['500', network({ status: 500 }), true, false],
    ['399', network({ status: 399 }), true, false],
    ['400 by somebody in between', network({ status: 400 }), false, false],
    ['403 by somebody in between', network({ status: 403 }), false, false],
    ['499 by somebody in between', network({ status: 499 }), false, false],
    ['a 4xx that says "later"', network({ status: 403, outcome: 'refused' }), true, false],
    ['a redirect', network({ code: 'REDIRECT', status: 302 }), false, false],
    ['a response that is too large', network({ code: 'RESPONSE_TOO_LARGE' }), false, false],
    ['a stop', network({ code: 'ABORTED' }), false, false],
    ['a stop before anything was sent', network({ code: 'ABORTED', outcome: 'not-sent' }), false, false],
    ['a proxy that wants a password', network({ code: 'PROXY_AUTHENTICATION', outcome: 'not-sent' }), false, false],
    ['a refusal', refusal, false, false],
    ['a probe of the signature check', probe, true, false],
    ['a signature that does not verify', forged, false, false],
    ['a bug', new TypeError('no'), false, false],
  ])('after %s, where it does no harm: %s, where it might: %s', (_, error, harmless, harmful) => {
    expect(delay({ error, idempotent: true }) !== undefined).toBe(harmless);
    expect(delay({ error, idempotent: false }) !== undefined).toBe(harmful);
  });
});
