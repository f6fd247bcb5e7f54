import type { KeyObject } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

/** Who signs, and whose signatures are believed: all that a signed call needs. */
export interface Credentials {
  /** Merchant number, 8–10 digits. */
  mchid: string;
  /** Serial of the merchant API certificate, upper-case hex. */
  serial: string;
  /** The merchant API private key. */
  privateKey: KeyObject;
  /** The WeChat Pay public keys and platform certificates that answers may be signed with. */
  keyRing: KeyRing;
}
