import type { SigningChanges, WireResponse } from '../api/response-writer.js';
import { FAULT_EFFECTS } from '../faults/fault-effects.js';
import { isTaken } from './post-notification.js';

/** The notifications that a handler is tested with: a valid one, and those that it must refuse. */
export const NOTIFICATION_VARIANTS = [
  'ok',
  'bad-signature',
  'skewed',
  'unknown-serial',
  'probe',
  'bad-ciphertext',
] as const;

/** One of `NOTIFICATION_VARIANTS`. */
export type NotificationVariant = (typeof NOTIFICATION_VARIANTS)[number];

/** How a variant differs from a valid notification. */
export interface VariantEffect extends SigningChanges {
  alterCiphertext?: (ciphertext: string) => string;
  /** Done after signing. */
  alterWire?: ((wire: WireResponse) => WireResponse) | undefined;
}

/** Base64 of the same length, whose last byte, and with it the tag, is another. */
const spoil = (ciphertext: string): string => {
  const bytes = Buffer.from(ciphertext, 'base64');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes.toString('base64');
};

/** What each variant does; those with a faulty signature are the faults of responses. */
export const VARIANT_EFFECTS: Readonly<Record<NotificationVariant, VariantEffect>> = {
  ok: {},
  'bad-signature': FAULT_EFFECTS['bad-signature'],
  skewed: FAULT_EFFECTS.skewed,
  'unknown-serial': FAULT_EFFECTS['unknown-serial'],
  probe: FAULT_EFFECTS.probe,
  'bad-ciphertext': { alterCiphertext: spoil },
};

/** What a handler is expected to respond with to a variant, in a few words. */
export function expectedResponse(variant: NotificationVariant): string {
  return variant === 'ok' ? '200 or 204' : 'no 2xx';
}

/** Whether a handler passed: it took the valid notification as WeChat Pay understands it, and refused any other. */
export type HandlerVerdict = 'passed' | 'failed' | 'no response';

/** @param status `null` when there was no response */
export function judge(variant: NotificationVariant, status: number | null): HandlerVerdict {
  if (status === null) return 'no response';
  if (variant === 'ok') return isTaken(status) ? 'passed' : 'failed';
  return status >= 200 && status < 300 ? 'failed' : 'passed';
}
