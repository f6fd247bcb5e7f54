import type { CallName, ValuesOf } from '../../insurance/api.js';
import { messageOf } from '../../shared/message-of.js';
import type { Text } from '../../shared/text.js';
import { sayRefusal } from '../../texts/refusals.js';
import { FAULT_EFFECTS } from '../faults/fault-effects.js';
import type { FaultName, FaultPlan } from '../faults/fault-plan.js';
import type { Authenticator, Check, SigningComparison } from './authenticate.js';
import { invalidRequest, notFound, systemError } from './error-responses.js';
import { checkHeaders } from './header-rules.js';
import type { Orders } from './order-service.js';
import type { SandboxRequest } from './read-request.js';
import type { ResponseWriter, SandboxResponse, WireResponse } from './response-writer.js';
import { type CallRoute, findRoute } from './routes.js';
import type { Delivery } from './send-response.js';

/** A response, how it is sent, and the fault that was injected. */
export interface Reply {
  wire: WireResponse;
  delivery: Delivery;
  fault?: FaultName;
  checks: readonly Check[];
  signing?: SigningComparison | undefined;
  /** Why the request was refused, in a few words. */
  reason?: Text | undefined;
  /** The code in the body of an error, such as `SIGN_ERROR`. */
  code?: string | undefined;
}

/** Answers a request to the API. Never rejects for what the request holds. */
export type Api = (request: SandboxRequest) => Promise<Reply>;

/** What the API is put together from. */
export interface ApiOptions {
  authenticate: Authenticator;
  orders: Orders;
  /** The response of the platform certificates' call; `undefined` for a merchant that has a public key instead. */
  certificates: (() => SandboxResponse) | undefined;
  responses: ResponseWriter;
  faults: FaultPlan;
}

/** How each call is carried out: by the values in its path, and the raw body. */
const CARRIED_OUT: {
  readonly [N in CallName]: (
    orders: Orders,
    values: ValuesOf<N>,
    body: Buffer,
  ) => SandboxResponse | Promise<SandboxResponse>;
} = {
  createOrder: (orders, _, body) => orders.create(body),
  getOrder: (orders, { out_order_no }) => orders.get(out_order_no),
  getQualification: (orders, { openid }) => orders.qualification(openid),
};

const carryOutCall = <N extends CallName>({ name, values }: CallRoute<N>, orders: Orders, body: Buffer) =>
  CARRIED_OUT[name](orders, values, body);

const HEADERS_PASSED: Check = { name: 'headers', passed: true };

const textAt = (value: unknown, key: string): string | undefined => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : undefined;
};

/** What is told of a response: of an error its code, and what is wrong in a few words. */
const toldOf = ({ status, body, reason }: SandboxResponse): Pick<Reply, 'code' | 'reason'> => {
  if (status < 400) return {};
  const detail: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'detail') : undefined;
  const [field, issue] = [textAt(detail, 'field'), textAt(detail, 'issue')];
  const named = field?.startsWith('/') ? field.slice(1) : undefined;
  const message = textAt(body, 'message') ?? '';
  return { code: textAt(body, 'code'), reason: reason ?? sayRefusal('detail', named, issue, message) };
};

/**
 * The API of WeChat Pay: who is not authenticated gets an unsigned 401; everyone else a signed response, unless a fault
 * befalls it. Faults spare (and do not count) requests that are refused for their signature or headers, so that a
 * configuration error is always told as one.
 */
export function createApi({ authenticate, orders, certificates, responses, faults }: ApiOptions): Api {
  const carryOut = async ({ method, target, body }: SandboxRequest): Promise<SandboxResponse> => {
    const route = findRoute(method, target);
    switch (route.kind) {
      case 'call':
        return carryOutCall(route, orders, body);
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
      return systemError(`the sandbox itself failed: ${messageOf(error)}`);
    }
  };

  return async (request) => {
    const { refusal, checks, signing } = authenticate(request);
    if (refusal) {
      return { wire: responses.unsigned(refusal), delivery: 'whole', checks, signing, ...toldOf(refusal) };
    }
    const wanted = [request.headers['wechatpay-serial']].flat()[0];
    const badHeaders = checkHeaders(request);
    if (badHeaders) {
      const failed = [...checks, { name: 'headers', passed: false, note: badHeaders.reason?.en ?? '' }];
      const wire = await responses.signed(badHeaders, wanted);
      return { wire, delivery: 'whole', checks: failed, ...toldOf(badHeaders) };
    }
    const passed = [...checks, HEADERS_PASSED];

    const fault = faults.next();
    if (fault === undefined) {
      const response = await carryOutSafely(request);
      const wire = await responses.signed(response, wanted);
      return { wire, delivery: 'whole', checks: passed, ...toldOf(response) };
    }
    const effect = FAULT_EFFECTS[fault];
    const real = effect.carriesOut ? await carryOutSafely(request) : systemError();
    const response = effect.response ?? real;
    const signed = await responses.signed(response, wanted, effect);
    const wire = effect.alterWire?.(signed) ?? signed;
    return { wire, delivery: effect.delivery ?? 'whole', fault, checks: passed, ...toldOf(response) };
  };
}
