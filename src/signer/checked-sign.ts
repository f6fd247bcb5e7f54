import type { KeyObject } from 'node:crypto';
import type { Sign } from '../apiv3/credentials.js';
import { verifyMessage } from '../apiv3/signature.js';
import { messageOf } from '../shared/message-of.js';
import { printable } from '../shared/printable.js';
import { saySigner } from '../texts/signer.js';
import { signerError, wrongSignature } from './signer-error.js';

/** Limit of one signature, in seconds, unless another is set. */
export const SIGN_TIMEOUT_SECONDS = 10;

const within = async <T>(work: Promise<T>, seconds: number, onLate: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onLate()), seconds * 1000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/**
 * A function that signs, bounded in time, and each of its signatures checked before it is used. The returned one
 * rejects with a `ConfigError` only: `SIGNER_FAILED`, `SIGNER_TIMEOUT`, `SIGNER_BAD_RESPONSE`, `SIGNER_WRONG_SIGNATURE`.
 * @param publicKey that of the merchant API certificate
 * @param name what the function is called in messages
 */
export function checkedSign(sign: Sign, publicKey: KeyObject, name: string): Sign {
  const ask = async (message: Buffer): Promise<unknown> => {
    try {
      return await sign(message);
    } catch (cause) {
      throw signerError('SIGNER_FAILED', name, saySigner('failed', printable(messageOf(cause), 300)), cause);
    }
  };
  return async (message) => {
    const signature = await within(ask(Buffer.from(message)), SIGN_TIMEOUT_SECONDS, () =>
      signerError('SIGNER_TIMEOUT', name, saySigner('timeout', SIGN_TIMEOUT_SECONDS)),
    );
    if (typeof signature !== 'string') throw signerError('SIGNER_BAD_RESPONSE', name, saySigner('noText'));
    if (!verifyMessage(message, signature, publicKey)) throw wrongSignature(name);
    return signature;
  };
}
