import { type ErrorFacts, SignatureError } from '../errors.js';
import type { Refusal } from './answer.js';
import { describeClockOffset } from './clock.js';
import { isPublicKeyId } from './serial.js';

/** The stable code of each reason, as `error.code`. */
const CODES = {
  missing: 'SIGNATURE_MISSING',
  'bad-timestamp': 'SIGNATURE_BAD_TIMESTAMP',
  skewed: 'SIGNATURE_EXPIRED',
  probe: 'SIGNATURE_PROBE',
  'unknown-serial': 'SIGNATURE_UNKNOWN_SERIAL',
  mismatch: 'SIGNATURE_MISMATCH',
} as const satisfies Record<Refusal['reason'], string>;

/** What the refused thing is called in messages. */
export type RefusedThing = 'answer' | 'notification';

/** The message of a refusal (what came, what was expected) and the hint (what to do next). */
export function explainRefusal(refusal: Refusal, thing: RefusedThing): { message: string; hint: string } {
  switch (refusal.reason) {
    case 'missing':
      return {
        message: `the ${thing} is not signed: ${refusal.headers.join(', ')} missing`,
        hint: 'It did not come from WeChat Pay as it is, or something on the way drops headers: check the proxy and the base URL.',
      };
    case 'bad-timestamp':
      return {
        message: `the ${thing} has the Wechatpay-Timestamp ${JSON.stringify(refusal.timestamp)}, expected Unix seconds`,
        hint: 'It did not come from WeChat Pay as it is: check the proxy and the base URL.',
      };
    case 'skewed':
      return {
        message: `the ${thing} was signed at a time more than 300 s from this machine's clock: ${describeClockOffset(refusal.offsetSeconds)}`,
        hint: 'Set the clock of this machine (NTP). If the clock is right, the content is old and may be replayed: do not trust it.',
      };
    case 'probe':
      return {
        message: `the ${thing} carries a signature probe by WeChat Pay (WECHATPAY/SIGNTEST/…), wrong on purpose`,
        hint: 'WeChat Pay sends these, rarely, to see that merchants verify. Refusing it is right; the request may be repeated.',
      };
    case 'unknown-serial': {
      const kind = isPublicKeyId(refusal.serial) ? 'the WeChat Pay public key' : 'the platform certificate';
      return {
        message: `the ${thing} is signed with ${JSON.stringify(refusal.serial)}, which is not configured; configured: ${refusal.known.join(', ')}`,
        hint: `Add ${kind} with this id under \`certs\`, next to the others: it is shown in the merchant platform under Account Center → API Security.`,
      };
    }
    case 'mismatch':
      return {
        message: `the signature of the ${thing} does not verify with ${refusal.serial}`,
        hint: `Either the content was altered on the way, or the key under \`certs\` for ${refusal.serial} is not the one with this id: download it again.`,
      };
  }
}

/** A refusal as the error that callers get. The refused content is not part of it. */
export function refusalError(
  refusal: Refusal,
  thing: RefusedThing,
  facts: Omit<ErrorFacts, 'code' | 'detail'> & { consequence?: string } = {},
): SignatureError {
  const { message, hint } = explainRefusal(refusal, thing);
  const { consequence, ...rest } = facts;
  return new SignatureError(consequence ? `${message}; ${consequence}` : message, {
    ...rest,
    hint: rest.hint ?? hint,
    code: CODES[refusal.reason],
  });
}
