import { verificationError } from '../apiv3/verification-failure.js';
import { type VerificationFailure, type VerifyResponseInput, verifyResponse } from '../apiv3/verify-response.js';
import type { Text } from '../shared/text.js';
import { sayNotification } from '../texts/notification.js';
import { type EncryptedNotification, readNotification } from './event.js';
import { notRaw } from './raw-body.js';

/** What is verified: headers and raw body as they came, against which keys, at what time (now, by default). */
export interface VerifyNotificationInput extends Omit<VerifyResponseInput, 'now'> {
  /** The local time in milliseconds since 1970. */
  now?: number;
}

/** A notification whose signature verified. */
export interface VerifiedNotification {
  /** Id of the key that signed it. */
  signedBy: string;
  /** The body as it came. */
  body: Uint8Array;
  /** What the body says; its resource is encrypted. */
  notification: EncryptedNotification;
}

/** What to do next, where it is something else than with a response. */
const hintOf = (failure: VerificationFailure): Text | undefined => {
  switch (failure.reason) {
    case 'missing':
      return sayNotification('missingHint');
    case 'probe':
      return sayNotification('probeHint');
    case 'skewed':
      return sayNotification('skewedHint');
    case 'mismatch':
      return sayNotification('mismatchHint', failure.serial);
    default:
      return undefined;
  }
};

/**
 * Verifies a notification over its raw bytes and reads it. There is no way to read one without.
 * @throws {SignatureError} `SIGNATURE_MISSING` naming the headers, `SIGNATURE_UNKNOWN_SERIAL` naming the known ids,
 * `SIGNATURE_EXPIRED` with the offset of the clock, and the other codes of `verificationError`
 * @throws {UsageError} `BODY_NOT_RAW` when the body is not bytes
 * @throws {NetworkError} `BAD_NOTIFICATION` for one that is well signed, but whose content is not as documented
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249 (验证签名)
 */
export function verifyNotification({ now = Date.now(), ...input }: VerifyNotificationInput): VerifiedNotification {
  if (!(input.body instanceof Uint8Array)) throw notRaw();
  const verdict = verifyResponse({ ...input, now });
  if (!verdict.ok) throw verificationError(verdict, 'notification', { hint: hintOf(verdict) });
  return { signedBy: verdict.serial, body: input.body, notification: readNotification(input.body) };
}
