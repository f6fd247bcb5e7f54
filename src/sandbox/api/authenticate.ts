import type { KeyObject } from 'node:crypto';
import { type Authorization, parseAuthorization } from '../../apiv3/authorization.js';
import { requestMessage } from '../../apiv3/message.js';
import { verifyMessage } from '../../apiv3/signature.js';
import { TIMESTAMP_TOLERANCE_SECONDS } from '../../apiv3/verify-response.js';
import type { Text } from '../../shared/text.js';
import { sayRefusal } from '../../texts/refusals.js';
import { diagnoseSignature } from './diagnose-signature.js';
import { signError } from './error-responses.js';
import { createNonceMemory } from './nonces.js';
import type { SandboxRequest } from './read-request.js';
import type { SandboxResponse } from './response-writer.js';

/** The merchant that the sandbox knows. */
export interface AuthenticatorOptions {
  mchid: string;
  /** Serial of the merchant API certificate, upper-case hex. */
  serial: string;
  /** The public half of the merchant API key. */
  publicKey: KeyObject;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** What is checked of every request, in this order. */
const CHECKS = ['authorization', 'mchid', 'serial_no', 'timestamp', 'signature', 'nonce_str'] as const;

/** One check of a request. */
export interface Check {
  name: string;
  /** `null` for a check that was not reached. */
  passed: boolean | null;
  /** What was found, of a check that failed. */
  note?: string;
}

/** The message that should have been signed, and the one that was, if it could be found. */
export interface SigningComparison {
  expected: string;
  signed: string | null;
}

/** What came out of the checks. */
interface Authentication {
  checks: readonly Check[];
  /** The 401 for a request that is not believed. */
  refusal?: SandboxResponse;
  /** Only for a signature that does not verify. */
  signing?: SigningComparison;
}

/** Checks who made a request. */
export type Authenticator = (request: SandboxRequest) => Authentication;

interface Failure {
  message: string;
  field: (typeof CHECKS)[number];
  /** What is wrong, in a few words. */
  reason: Text;
  /** The same as the response has it; by default in the same words. */
  issue?: string;
  signing?: SigningComparison;
}

const ALL_PASSED: readonly Check[] = CHECKS.map((name) => ({ name, passed: true }));

const failedAt = (field: Failure['field'], note: string): Check[] => {
  const failed = CHECKS.indexOf(field);
  return CHECKS.map((name, index) =>
    index === failed ? { name, passed: false, note } : { name, passed: index < failed ? true : null },
  );
};

/** The longest part of the expected message that a 401 shows, in characters. */
const SHOWN = 16_384;

const shown = (message: string): string => message.slice(0, SHOWN);

/**
 * Checks what WeChat Pay checks of a signed request: the scheme, the five parameters in any order, the merchant, the
 * certificate's serial, the timestamp (300 s), the signature over the raw target and the raw body, and that the nonce
 * is new. A nonce counts as used only once its signature has verified: nobody else can use it up.
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012365336 (构造签名串)
 */
export function createAuthenticator({ mchid, serial, publicKey, now }: AuthenticatorOptions): Authenticator {
  const nonces = createNonceMemory(now);

  const findFailure = (
    authorization: Authorization,
    message: Buffer,
    { method, target, body, headers }: SandboxRequest,
  ): Failure | undefined => {
    const { timestamp, nonce, signature } = authorization;
    if (authorization.mchid !== mchid) {
      return {
        message: '商户号有误',
        field: 'mchid',
        reason: sayRefusal('unexpected', 'mchid', JSON.stringify(authorization.mchid), mchid),
      };
    }
    if (authorization.serial.toUpperCase() !== serial) {
      return {
        message: '商户证书序列号有误。请使用签名私钥匹配的证书序列号',
        field: 'serial_no',
        reason: sayRefusal('unexpected', 'serial_no', JSON.stringify(authorization.serial), serial),
      };
    }
    if (!/^\d{1,12}$/.test(authorization.timestamp)) {
      return {
        message: 'Http头Authorization中的timestamp格式有误',
        field: 'timestamp',
        reason: sayRefusal('notSeconds', JSON.stringify(authorization.timestamp)),
      };
    }
    const offset = Number(authorization.timestamp) - now() / 1000;
    if (Math.abs(offset) > TIMESTAMP_TOLERANCE_SECONDS) {
      return {
        message: 'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟',
        field: 'timestamp',
        reason: sayRefusal('clock', Math.round(offset), TIMESTAMP_TOLERANCE_SECONDS),
      };
    }
    if (!verifyMessage(message, authorization.signature, publicKey)) {
      const parts = { method, target, timestamp, nonce, body };
      const { reason, signed } = diagnoseSignature(parts, signature, headers.host ?? '', publicKey);
      return {
        message: '签名错误，请检查后再试',
        field: 'signature',
        issue: `signature does not verify over the message in sign_information: ${reason.en}. Sign exactly that message, with the private key of this merchant`,
        reason,
        signing: { expected: shown(message.toString('utf8')), signed: signed === null ? null : shown(signed) },
      };
    }
    if (!nonces.use(authorization.nonce)) {
      return {
        message: 'Http头Authorization中的nonce_str已被使用',
        field: 'nonce_str',
        reason: sayRefusal('nonceUsed', JSON.stringify(authorization.nonce)),
      };
    }
    return undefined;
  };

  return (request) => {
    const { method, target, headers, body } = request;
    const parsed = parseAuthorization(headers.authorization);
    if (!parsed.ok) {
      const refusal = signError('Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》', {
        field: 'authorization',
        issue: parsed.problem,
        location: 'authorization',
      });
      const reason = sayRefusal('badAuthorization', parsed.problem);
      return { refusal: { ...refusal, reason }, checks: failedAt('authorization', parsed.problem) };
    }
    const { timestamp, nonce } = parsed.authorization;
    const expected = requestMessage({ method, target, timestamp, nonce, body });
    const failure = findFailure(parsed.authorization, expected, request);
    if (!failure) return { checks: ALL_PASSED };
    const refusal = signError(failure.message, {
      field: failure.field,
      issue: failure.issue ?? failure.reason.en,
      location: 'authorization',
      sign_information: {
        method,
        url: target,
        sign_message_length: expected.length,
        truncated_sign_message: shown(expected.toString('utf8')),
      },
    });
    const { reason } = failure;
    return {
      refusal: { ...refusal, reason },
      checks: failedAt(failure.field, reason.en),
      ...(failure.signing && { signing: failure.signing }),
    };
  };
}
