import { FAULT_EFFECTS } from '../faults/fault-effects.js';
import type { FaultName, FaultPlan } from '../faults/fault-plan.js';
import type { Authenticator } from './authenticate.js';
import { invalidRequest, notFound, systemError } from './error-responses.js';
import { checkHeaders } from './header-rules.js';
import type { Orders } from './order-service.js';
import type { SandboxRequest } from './read-request.js';
import type { ResponseWriter, SandboxResponse, WireResponse } from './response-writer.js';
import { findRoute } from './routes.js';
import type { Delivery } from './send-response.js';

/** A response, how it is sent, and the fault that was injected. */
export interface Reply {
  wire: WireResponse;
  delivery: Delivery;
  fault?: FaultName;
}

/** Answers a request to the API. Never rejects for what the request holds. */
export type Api = (request: SandboxRequest) => Promise<Reply>;

/** What the API is put together from. */
export interface ApiOptions {
  authenticate: Authenticator;
  orders: Orders;
  /** The response of `GET /v3/certificates`; `undefined` for a merchant that has a public key instead. */
  certificates: (() => SandboxResponse) | undefined;
  responses: ResponseWriter;
  faults: FaultPlan;
}

/**
 * The API of WeChat Pay: who is not authenticated gets an unsigned 401; everyone else a signed response, unless a fault
 * befalls it. Faults spare (and do not count) requests that are refused for their signature or headers, so that a
 * configuration error is always told as one.
 */
export function createApi({ authenticate, orders, certificates, responses, faults }: ApiOptions): Api {
  const carryOut = async ({ method, target, body }: SandboxRequest): Promise<SandboxResponse> => {
    const route = findRoute(method, target);
    switch (route.call) {
      case 'create':
        return orders.create(body);
      case 'get':
        return orders.get(route.outOrderNo);
      case 'qualification':
        return orders.qualification(route.openid);
      case 'certificates':
        return certificates?.() ?? notFound('无可用的平台证书，请使用微信支付公钥');
      case 'malformed':
        return invalidRequest('请求路径编码有误', { field: 'path', issue: route.problem, location: 'path' });
      case 'unknown':
        return notFound(`请求的接口不存在: ${method} ${target}`);
    }
  };

  const carryOutSafely = async (request: SandboxRequest): Promise<SandboxResponse> => {
    try {
      return await carryOut(request);
    } catch (error) {
      return systemError(`the sandbox itself failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  return async (request) => {
    const refusal = authenticate(request);
    if (refusal) return { wire: responses.unsigned(refusal), delivery: 'whole' };
    const wanted = [request.headers['wechatpay-serial']].flat()[0];
    const badHeaders = checkHeaders(request);
    if (badHeaders) return { wire: await responses.signed(badHeaders, wanted), delivery: 'whole' };

    const fault = faults.next();
    if (fault === undefined) {
      return { wire: await responses.signed(await carryOutSafely(request), wanted), delivery: 'whole' };
    }
    const effect = FAULT_EFFECTS[fault];
    const real = effect.carriesOut ? await carryOutSafely(request) : systemError();
    const wire = await responses.signed(effect.response ?? real, wanted, effect);
    return { wire: effect.alterWire?.(wire) ?? wire, delivery: effect.delivery ?? 'whole', fault };
  };
}
