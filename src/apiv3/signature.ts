import { sign as cryptoSign, verify as cryptoVerify, type KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';

const signOnThreadPool = promisify<string, Uint8Array, KeyObject, Buffer>(cryptoSign);

/** On one core the thread pool runs nothing beside this thread, and switching to it costs a tenth of a signature. */
const HAS_OTHER_CORES = availableParallelism() > 1;

/** What APIv3 calls the algorithm below, the only one of RSA merchants; a merchant who uses SM2 has another. */
export const SIGNATURE_TYPE = 'WECHATPAY2-SHA256-RSA2048';

/** The digest of both directions; the padding is RSA PKCS#1 v1.5, Node's default for RSA keys. */
const DIGEST = 'RSA-SHA256';

/**
 * Signs a message with RSA PKCS#1 v1.5 and SHA-256, where there are several cores on the thread pool, so that many
 * signatures in flight use every one. Answers base64. Rejects with the error of `node:crypto` if the key is not an RSA
 * private key.
 */
export async function signMessage(message: Uint8Array, privateKey: KeyObject): Promise<string> {
  const signature = HAS_OTHER_CORES
    ? await signOnThreadPool(DIGEST, message, privateKey)
    : cryptoSign(DIGEST, message, privateKey);
  return signature.toString('base64');
}

/**
 * Whether a base64 signature over the message verifies. Never throws: whatever is wrong with the signature (not
 * base64, wrong length, wrong key) is `false`, so that a caller has one outcome to handle.
 */
export function verifyMessage(message: Uint8Array, signature: string, publicKey: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // Buffer skips what is not base64; only the canonical spelling may pass.
  if (bytes.toString('base64') !== signature) return false;
  try {
    return cryptoVerify(DIGEST, message, publicKey, bytes);
  } catch {
    return false;
  }
}
