import { formatAuthorization } from '../apiv3/authorization.js';
import type { Credentials } from '../apiv3/credentials.js';
import { requestMessage } from '../apiv3/message.js';
import { signMessage } from '../apiv3/signature.js';
import type { CallRequest, Environment, Stamp } from './types.js';
import { USER_AGENT } from './user-agent.js';

/** A request as it goes on the wire, and the message that its signature covers. */
export interface SignedRequest {
  /** Names as WeChat Pay's documents spell them. */
  headers: Record<string, string>;
  /** The five lines that were signed. */
  message: Buffer;
}

/** The five lines that the signature of a request covers. */
export function messageOf(
  { method, target, body }: Pick<CallRequest, 'target' | 'body'> & { method: string },
  stamp: Stamp,
): Buffer {
  return requestMessage({ method, target, ...stamp, body: body ?? Buffer.alloc(0) });
}

/**
 * Signs one attempt: a fresh timestamp and nonce, unless it brings them, and every header that WeChat Pay asks for. `Wechatpay-Serial` says
 * which key answers can be verified with; without it a merchant in transition gets answers signed by the other one.
 */
export async function signRequest(
  request: Pick<CallRequest, 'target' | 'body' | 'headers' | 'stamp'> & { method: string },
  credentials: Credentials,
  { now, nonce }: Pick<Environment, 'now' | 'nonce'>,
): Promise<SignedRequest> {
  const { mchid, serial, keyRing } = credentials;
  const time = now();
  const stamp = request.stamp ?? { timestamp: Math.floor(time / 1000), nonce: nonce() };
  const message = messageOf(request, stamp);
  const signature = await (credentials.sign ? credentials.sign(message) : signMessage(message, credentials.privateKey));
  const verifiedWith = keyRing.preferred(time)?.id;
  return {
    message,
    headers: {
      Accept: 'application/json',
      ...(request.body && { 'Content-Type': 'application/json; charset=utf-8' }),
      'User-Agent': USER_AGENT,
      ...request.headers,
      ...(verifiedWith !== undefined && { 'Wechatpay-Serial': verifiedWith }),
      Authorization: formatAuthorization({
        mchid,
        serial,
        signature,
        nonce: stamp.nonce,
        timestamp: String(stamp.timestamp),
      }),
    },
  };
}
