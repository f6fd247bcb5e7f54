import { type ErrorFacts, SignatureError } from '../errors.js';
import { printable } from '../shared/printable.js';
import type { Text } from '../shared/text.js';
import { sayVerification, type VerifiedThing } from '../texts/verification.js';
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

/** Text from outside, short and without a character that could act on a terminal. */
const quoted = (text: string): string => printable(JSON.stringify(text.slice(0, 80)));

/** Empty for a date that cannot be read. */
const day = (date: Date): string => (Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10));

/** The message of a verification failure (what was received, what was expected) and the hint (what to do next). */
export function explainVerificationFailure(
  failure: VerificationFailure,
  thing: VerifiedThing,
): { message: Text; hint: Text } {
  const say = sayVerification;
  switch (failure.reason) {
    case 'missing':
      return { message: say('missing', thing, failure.headers.join(', ')), hint: say('missingHint') };
    case 'malformed':
      return { message: say('malformed', thing, failure.header), hint: say('foreign') };
    case 'unsupported-type':
      return { message: say('type', thing, quoted(failure.type), SIGNATURE_TYPE), hint: say('typeHint') };
    case 'bad-timestamp':
      return { message: say('timestamp', thing, quoted(failure.timestamp)), hint: say('foreign') };
    case 'no-clock':
      return { message: say('noClock', thing), hint: say('noClockHint') };
    case 'skewed':
      return { message: say('skewed', thing, describeClockOffset(failure.offsetSeconds)), hint: say('skewedHint') };
    case 'probe':
      return { message: say('probe', thing), hint: say('probeHint') };
    case 'unknown-serial':
      return {
        message: say('unknownSerial', thing, quoted(failure.serial), failure.known.join(', ')),
        hint: say(isPublicKeyId(failure.serial) ? 'addPublicKey' : 'addCertificate'),
      };
    case 'mismatch':
      return { message: say('mismatch', thing, failure.serial), hint: say('mismatchHint', failure.serial) };
    case 'certificate-expired':
      return { message: say('expired', thing, failure.serial, day(failure.date)), hint: say('renew') };
    case 'certificate-not-yet-valid':
      return { message: say('notYetValid', thing, failure.serial, day(failure.date)), hint: say('checkClock') };
    case 'certificate-usage':
      return { message: say('usage', thing, failure.serial), hint: say('notPlatform') };
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
