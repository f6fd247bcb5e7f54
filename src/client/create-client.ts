import { createCaller } from '../http/caller.js';
import { makeCall, methodOf } from './call.js';
import { createChain } from './chain.js';
import { type ClientOptions, readClientOptions } from './client-options.js';
import type { WechatPay } from './routes.js';

/**
 * A client of WeChat Pay's APIv3. Its properties are the paths of the API; see README for the three ways of naming
 * one. Every call is signed, every answer verified before it is returned.
 *
 * ```ts
 * const wxpay = createClient({ mchid, serial, privateKey, certs });
 * const { data } = await wxpay.v3.hirePowerBank.insuranceOrders.post({ json: { … } });
 * ```
 *
 * @throws {ConfigError} naming the option that is missing or wrong
 */
export function createClient(options: ClientOptions): WechatPay;
/** Typed above; here it is what it is, an object that makes its properties up. */
export function createClient(options: ClientOptions): object {
  const callerOptions = readClientOptions(options);
  const target = { caller: createCaller(callerOptions), baseUrl: callerOptions.baseUrl };
  return createChain([], async (property, segments, callOptions) => {
    const method = methodOf(property);
    if (!method) throw new TypeError(`${property} is not a verb`);
    return makeCall({ method, template: segments.join('/'), options: callOptions }, target);
  });
}
