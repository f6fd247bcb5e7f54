import { expect, it } from 'vitest';
import { createBreaker } from '../../../src/batch/send/breaker.js';
import { ApiError, NetworkError, SignatureError, UsageError } from '../../../src/errors.js';

const network = new NetworkError('no', { code: 'ECONNRESET', outcome: 'unknown' });
const forged = new SignatureError('no', { code: 'SIGNATURE_MISMATCH' });
const usage = new UsageError('no', { code: 'USAGE' });
const api = (status: number, code: string) => new ApiError('no', { code, status, signed: true });
const noAuth = api(403, 'NO_AUTH');
const signError = api(401, 'SIGN_ERROR');

const after = (limit: number, ...errors: Parameters<ReturnType<typeof createBreaker>['note']>[0][]) => {
  const breaker = createBreaker(limit);
  for (const error of errors) breaker.note(error);
  return breaker.tripped;
};

it.each([
  ['network failures', network],
  ['signatures that do not verify', forged],
  ['401', signError],
  ['401 for a parameter', api(401, 'PARAM_ERROR')],
  ['403', noAuth],
])('%s in a row stop a run at the limit, and not before', (_, error) => {
  expect(after(3, error, error)).toBeUndefined();
  expect(after(3, error, error, error)).toBe(error);
  expect(after(1, error)).toBe(error);
  expect(after(0, error, error, error)).toBeUndefined();
});

it.each([
  ['a refusal of the row', api(400, 'PARAM_ERROR')],
  ['a 403 for a parameter of the row', api(403, 'PARAM_ERROR')],
  ['a 404', api(404, 'RESOURCE_NOT_EXISTS')],
  ['a row that is wrong', usage],
  ['an order', undefined],
])('%s never stops a run, and begins the count anew', (_, end) => {
  expect(after(2, end, end, end, end)).toBeUndefined();
  expect(after(1, end, end)).toBeUndefined();
  expect(after(2, network, end, network)).toBeUndefined();
  expect(after(2, network, end, network, network)).toBe(network);
});

it('causes that differ are not counted together', () => {
  expect(after(2, network, forged, network, noAuth, signError, noAuth)).toBeUndefined();
  expect(after(2, signError, noAuth, noAuth)).toBe(noAuth);
});

it('the first error that came too often is kept', () => {
  expect(after(2, network, network, forged, forged, undefined)).toBe(network);
});
