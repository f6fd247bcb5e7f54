import { verificationError } from '../apiv3/verification-failure.js';
import { type VerificationFailure, type VerifyResponseInput, verifyResponse } from '../apiv3/verify-response.js';
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
const hintOf = (failure: VerificationFailure): string | undefined => {
  switch (failure.reason) {
    case 'missing':
      return 'WeChat Pay sends all four with every notification: check the proxy in front of your server, it may drop them. Without them this is somebody else.';
    case 'probe':
      return 'WeChat Pay sends these, rarely, to check that merchants verify. Refusing it, with 401, is correct.';
    case 'skewed':
      return 'Set the clock of this machine (NTP). For a notification that was kept, `ignoreTimestamp` leaves the time out; the signature is verified all the same.';
    case 'mismatch':
      return `The signature is over the raw bytes: a body that was parsed and written again does not verify. Or the key under \`certs\` for ${failure.serial} is not the one with this id: download it again.`;
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
