import { expect, it } from 'vitest';
import type { GlobalOptions } from '../../../src/cli/options/global-options.js';
import { readCall } from '../../../src/cli/output/order.js';

it.each<[GlobalOptions, string]>([
  [{}, "wxpay insurance get 'n1'"],
  [{ sandbox: true }, "wxpay insurance get 'n1' --sandbox"],
  [
    { config: 'my file.json', profile: 'staging', baseUrl: 'http://127.0.0.1:1', json: true },
    "wxpay insurance get 'n1' --config 'my file.json' --profile staging --base-url http://127.0.0.1:1",
  ],
])('with the options %o an order is read by: %s', (options, call) => {
  expect(readCall('n1', { options })).toBe(call);
});
