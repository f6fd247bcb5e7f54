import { type ErrorFacts, SignatureError } from '../errors.js';
import { printable } from '../shared/printable.js';
import { describeClockOffset } from './clock.js';
import { isPublicKeyId } from './serial.js';
import { SIGNATURE_TYPE } from './signature.js';
import type { VerificationFailure } from './verify-response.js';

/** The stable code of each reason, as `error.code`. */
const CODES = {
  missing: 'SIGNATURE_MISSING',
  malformed: 'SIGNATURE_MALFORMED',
  'unsupported-type': 'SIGNATURE_UNSUPPORTED_TYPE',
  'bad-timestamp': 'SIGNATURE_BAD_TIMESTAMP',
  'no-clock': 'SIGNATURE_NO_CLOCK',
  skewed: 'SIGNATURE_EXPIRED',
  probe: 'SIGNATURE_PROBE',
  'unknown-serial': 'SIGNATURE_UNKNOWN_SERIAL',
  mismatch: 'SIGNATURE_MISMATCH',
  'certificate-expired': 'SIGNATURE_CERTIFICATE_EXPIRED',
  'certificate-not-yet-valid': 'SIGNATURE_CERTIFICATE_NOT_YET_VALID',
  'certificate-usage': 'SIGNATURE_CERTIFICATE_USAGE',
} as const satisfies Record<VerificationFailure['reason'], string>;

/** What did not verify, as messages call it. */
export type VerifiedThing = 'response' | 'notification';

/** Text from outside, short and without a character that could act on a terminal. */
const quoted = (text: string): string => printable(JSON.stringify(text.slice(0, 80)));

const day = (date: Date): string =>
  Number.isNaN(date.getTime()) ? 'an unreadable date' : date.toISOString().slice(0, 10);

const RENEW =
  'Put the WeChat Pay public key, or a platform certificate that is valid now, under `certs`: merchant platform → Account Center → API Security.';

const unknownSerial = (serial: string, known: readonly string[], thing: VerifiedThing) => {
  const kind = isPublicKeyId(serial) ? 'the WeChat Pay public key' : 'the platform certificate';
  return {
    message: `the ${thing} is signed with ${quoted(serial)}, which is not configured; configured: ${known.join(', ') || 'none'}`,
    hint: `Add ${kind} with this id under \`certs\`, next to the others: it is shown in the merchant platform under Account Center → API Security.`,
  };
};

/** The message of a verification failure (what was received, what was expected) and the hint (what to do next). */
export function explainVerificationFailure(
  failure: VerificationFailure,
  thing: VerifiedThing,
): { message: string; hint: string } {
  switch (failure.reason) {
    case 'missing':
      return {
        message: `the ${thing} is not signed: ${failure.headers.join(', ')} missing`,
        hint: 'It did not come from WeChat Pay as it is, or something on the way drops headers: check the proxy and the base URL.',
      };
    case 'malformed':
      return {
        message: `the ${thing} has a malformed ${failure.header}: expected a short text without control characters`,
        hint: 'It did not come from WeChat Pay as it is: check the proxy and the base URL.',
      };
    case 'unsupported-type':
      return {
        message: `the ${thing} has the Wechatpay-Signature-Type ${quoted(failure.type)}, which is not supported; expected ${SIGNATURE_TYPE}`,
        hint: 'Only RSA signatures are verified. A merchant who uses SM2 (国密) needs another tool, or RSA keys: merchant platform → Account Center → API Security.',
      };
    case 'bad-timestamp':
      return {
        message: `the ${thing} has the Wechatpay-Timestamp ${quoted(failure.timestamp)}, expected Unix seconds`,
        hint: 'It did not come from WeChat Pay as it is: check the proxy and the base URL.',
      };
    case 'no-clock':
      return {
        message: `the age of the ${thing} cannot be checked: \`now\` is not a number of milliseconds`,
        hint: 'Pass the local time: { now: Date.now() }.',
      };
    case 'skewed':
      return {
        message: `the ${thing} was signed at a time more than 300 s from this machine's clock: ${describeClockOffset(failure.offsetSeconds)}`,
        hint: 'Set the clock of this machine (NTP). If the clock is correct, the content is old and may be replayed: do not trust it.',
      };
    case 'probe':
      return {
        message: `the ${thing} carries a signature probe by WeChat Pay (WECHATPAY/SIGNTEST/…), which is invalid on purpose`,
        hint: 'WeChat Pay sends these, rarely, to check that merchants verify. Refusing it is correct; the request may be retried.',
      };
    case 'unknown-serial':
      return unknownSerial(failure.serial, failure.known, thing);
    case 'mismatch':
      return {
        message: `the signature of the ${thing} does not verify with ${failure.serial}`,
        hint: `Either the content was altered on the way, or the key under \`certs\` for ${failure.serial} is not the one with this id: download it again.`,
      };
    case 'certificate-expired':
      return {
        message: `the ${thing} is signed with the platform certificate ${failure.serial}, which expired on ${day(failure.date)}`,
        hint: RENEW,
      };
    case 'certificate-not-yet-valid':
      return {
        message: `the ${thing} is signed with the platform certificate ${failure.serial}, which is valid from ${day(failure.date)} only`,
        hint: `Check the clock of this machine. ${RENEW}`,
      };
    case 'certificate-usage':
      return {
        message: `the ${thing} is signed with the certificate ${failure.serial}, whose key usage does not allow signatures`,
        hint: `This is not a platform certificate of WeChat Pay. ${RENEW}`,
      };
  }
}

/** A verification failure as the error that callers get. The content that did not verify is not part of it. */
export function verificationError(
  failure: VerificationFailure,
  thing: VerifiedThing,
  facts: Omit<ErrorFacts, 'code' | 'detail'> = {},
): SignatureError {
  const { message, hint } = explainVerificationFailure(failure, thing);
  return new SignatureError(message, { ...facts, hint: facts.hint ?? hint, code: CODES[failure.reason] });
}
