import { expect, test } from 'vitest';
import { requestTarget } from '../../../src/cli/commands/request-target.js';

const BASE = 'https://api.mch.weixin.qq.com';

test.each([
  ['/v3/certificates', [], '/v3/certificates'],
  ['v3/certificates', [], '/v3/certificates'],
  ['v3.certificates', [], '/v3/certificates'],
  [`${BASE}/v3/certificates`, [], '/v3/certificates'],
  [`${BASE}/v3/certificates?a=1`, [], '/v3/certificates?a=1'],
  ['v3.hirePowerBank.insuranceOrders', [], '/v3/hire-power-bank/insurance-orders'],
  ['v3.hire-power-bank.insurance-orders', [], '/v3/hire-power-bank/insurance-orders'],
  // What names no segment of a known path may be a value.
  ['v3.hirePowerBank.insuranceOrders.oUser', [], '/v3/hire-power-bank/insurance-orders/oUser'],
  ['v3.somethingElse', [], '/v3/somethingElse'],
  ['/v3/somethingElse', [], '/v3/somethingElse'],
  ['/v3/x', ['a=1', 'b=2'], '/v3/x?a=1&b=2'],
  ['/v3/x?a=1', ['b=2'], '/v3/x?a=1&b=2'],
  ['/v3/x', ['a='], '/v3/x?a='],
  ['/v3/x', ['a=b=c'], '/v3/x?a=b%3Dc'],
])('%s with %j is %s', (typed, query, target) => {
  expect(requestTarget(typed, query, BASE)).toBe(target);
});

test.each([
  ['/v3/x#y', [], 'BAD_PATH'],
  ['https://example.com/v3/x', [], 'BAD_PATH'],
  ['http://api.mch.weixin.qq.com/v3/x', [], 'BAD_PATH'],
  ['https://[/v3/x', [], 'BAD_PATH'],
  ['/v3/x', ['a'], 'BAD_QUERY'],
  ['/v3/x', ['=1'], 'BAD_QUERY'],
])('%s with %j is refused: %s', (typed, query, code) => {
  expect(() => requestTarget(typed, query, BASE)).toThrow(expect.objectContaining({ code }));
});
