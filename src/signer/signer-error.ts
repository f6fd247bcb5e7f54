import type { CodeOf } from '../error-codes.js';
import { ConfigError } from '../errors.js';
import { joinWordings, type Wording } from '../shared/text.js';
import { saySigner } from '../texts/signer.js';

/** The codes of errors about a signer. */
export type SignerCode = Extract<CodeOf<'config'>, `SIGNER_${string}`>;

const HINTS = {
  SIGNER_NOT_STARTED: 'notStartedHint',
  SIGNER_ENDED: 'endedHint',
  SIGNER_TIMEOUT: 'timeoutHint',
  SIGNER_BAD_RESPONSE: 'badResponseHint',
  SIGNER_FAILED: 'failedHint',
  SIGNER_WRONG_SIGNATURE: 'wrongHint',
} as const satisfies Record<SignerCode, string>;

/**
 * The error for a message that could not be signed.
 * @param name where the signer was set
 */
export function signerError(code: SignerCode, name: string, problem: Wording, cause?: unknown): ConfigError {
  return new ConfigError(joinWordings([name, problem], ': '), { code, hint: saySigner(HINTS[code]), cause });
}

/** The error for a signature that does not verify with the key of the merchant's certificate. */
export function wrongSignature(name: string): ConfigError {
  return signerError('SIGNER_WRONG_SIGNATURE', name, saySigner('wrong'));
}

/** The error for a signer without the certificate that its signatures are checked against. */
export function certificateMissing(name: string): ConfigError {
  return new ConfigError(joinWordings([name, saySigner('certificateMissing')], ': '), {
    code: 'MISSING_CREDENTIALS',
    hint: saySigner('certificateMissingHint'),
  });
}
