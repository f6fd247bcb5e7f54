/** The parts of a request that WeChat Pay has us sign. */
export interface RequestParts {
  /** HTTP method, upper case. */
  method: string;
  /** Path and query exactly as they go on the wire, percent-encoded. */
  target: string;
  /** Unix time in seconds. */
  timestamp: number | string;
  /** Random string, used once. */
  nonce: string;
  /** The raw body bytes; empty for a request without one. */
  body: Uint8Array;
}

/** The parts of an answer or a notification that WeChat Pay signs. */
export interface ResponseParts {
  /** `Wechatpay-Timestamp`, Unix seconds, as received. */
  timestamp: number | string;
  /** `Wechatpay-Nonce`, as received. */
  nonce: string;
  /** The raw body bytes as received; empty for 204. */
  body: Uint8Array;
}

const lines = (head: readonly (string | number)[], body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(head.map((line) => `${line}\n`).join('')), body, Buffer.from('\n')]);

/**
 * The five-line message that a request's signature covers: method, target, timestamp, nonce, body, each ended by `\n`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012365336 (构造签名串)
 */
export function requestMessage({ method, target, timestamp, nonce, body }: RequestParts): Buffer {
  return lines([method, target, timestamp, nonce], body);
}

/**
 * The three-line message that the signature of an answer or a notification covers: timestamp, nonce, body, each ended
 * by `\n`.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249 (验证签名)
 */
export function responseMessage({ timestamp, nonce, body }: ResponseParts): Buffer {
  return lines([timestamp, nonce], body);
}
