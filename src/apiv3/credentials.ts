import type { KeyObject } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

/** Signs a message with the merchant API private key (RSASSA-PKCS1-v1_5, SHA-256); resolves with base64. */
export type Sign = (message: Buffer) => Promise<string>;

interface Identity {
  /** Merchant number, 8–10 digits. */
  mchid: string;
  /** Serial of the merchant API certificate, upper-case hex. */
  serial: string;
  /** The WeChat Pay public keys and platform certificates that answers may be signed with. */
  keyRing: KeyRing;
}

/** Credentials of a merchant whose key is at hand. */
export interface KeyCredentials extends Identity {
  /** The merchant API private key. */
  privateKey: KeyObject;
  sign?: undefined;
}

/** Credentials of a merchant whose key is elsewhere. */
interface SignerCredentials extends Identity {
  privateKey?: undefined;
  sign: Sign;
}

/** Who signs, and whose signatures are believed: all that a signed call needs. */
export type Credentials = KeyCredentials | SignerCredentials;
