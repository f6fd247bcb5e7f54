import type { Text } from '../../shared/text.js';
import { sayHandler } from '../../texts/handler.js';
import type { SigningChanges, WireResponse } from '../api/response-writer.js';
import { FAULT_EFFECTS } from '../faults/fault-effects.js';
import { isTaken } from './post-notification.js';

/** The notifications that a handler is tested with: valid ones, and those that it must refuse. */
export const NOTIFICATION_VARIANTS = [
  'ok',
  'ok-sparse',
  'duplicate',
  'slow-read',
  'certificate-signed',
  'bad-signature',
  'skewed',
  'unknown-serial',
  'probe',
  'bad-ciphertext',
  'sm2-type',
] as const;

/** One of `NOTIFICATION_VARIANTS`. */
export type NotificationVariant = (typeof NOTIFICATION_VARIANTS)[number];

/** How a variant differs from a plain notification, and what it proves. */
export interface VariantEffect extends SigningChanges {
  /** Whether a handler must take it; any other it must refuse. */
  valid: boolean;
  /** What a handler that fails it does, in a few words. */
  mistake: Text;
  alterCiphertext?: (ciphertext: string) => string;
  /** Done after signing. */
  alterWire?: ((wire: WireResponse) => WireResponse) | undefined;
  /** Leave out the fields that the documents do not require. */
  sparse?: boolean;
  /** How many times it is sent at the same moment. */
  times?: number;
  /** Milliseconds over which the body is sent. */
  spreadMs?: number;
  /** Sign with the platform certificate. */
  certificate?: boolean;
}

/** Base64 of the same length, whose last byte, and with it the tag, is another. */
const spoil = (ciphertext: string): string => {
  const bytes = Buffer.from(ciphertext, 'base64');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes.toString('base64');
};

const asSm2 = (wire: WireResponse): WireResponse => ({
  ...wire,
  headers: { ...wire.headers, 'Wechatpay-Signature-Type': 'WECHATPAY2-SM2-WITH-SM3' },
});

/** What each variant does; those with a faulty signature are the faults of responses. */
export const VARIANT_EFFECTS: Readonly<Record<NotificationVariant, VariantEffect>> = {
  ok: { valid: true, mistake: sayHandler('refusedValid') },
  'ok-sparse': {
    valid: true,
    sparse: true,
    mistake: sayHandler('needsCover'),
  },
  duplicate: {
    valid: true,
    times: 2,
    mistake: sayHandler('notTwice'),
  },
  'slow-read': {
    valid: true,
    spreadMs: 1500,
    mistake: sayHandler('notToEnd'),
  },
  'certificate-signed': {
    valid: true,
    certificate: true,
    mistake: sayHandler('notByCertificate'),
  },
  'bad-signature': { valid: false, mistake: sayHandler('unverified'), ...FAULT_EFFECTS['bad-signature'] },
  skewed: { valid: false, mistake: sayHandler('old'), ...FAULT_EFFECTS.skewed },
  'unknown-serial': {
    valid: false,
    mistake: sayHandler('unknownSerial'),
    ...FAULT_EFFECTS['unknown-serial'],
  },
  probe: { valid: false, mistake: sayHandler('unverified'), ...FAULT_EFFECTS.probe },
  'bad-ciphertext': { valid: false, mistake: sayHandler('notDecrypted'), alterCiphertext: spoil },
  'sm2-type': { valid: false, mistake: sayHandler('otherType'), alterWire: asSm2 },
};

/** What a handler is expected to respond with to a variant, in a few words. */
export function expectedResponse(variant: NotificationVariant): string {
  return VARIANT_EFFECTS[variant].valid ? '200 or 204' : 'no 2xx';
}

/**
 * Whether a handler passed: it took a valid notification as WeChat Pay understands it, and refused any other; `skipped`
 * is a variant for which there are no keys.
 */
export type HandlerVerdict = 'passed' | 'failed' | 'no response' | 'skipped';

/** @param status `null` when there was no response */
export function judge(variant: NotificationVariant, status: number | null): HandlerVerdict {
  if (status === null) return 'no response';
  if (VARIANT_EFFECTS[variant].valid) return isTaken(status) ? 'passed' : 'failed';
  return status >= 200 && status < 300 ? 'failed' : 'passed';
}
