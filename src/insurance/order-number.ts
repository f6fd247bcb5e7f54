import { randomBytes } from 'node:crypto';

/**
 * A new `out_order_no`: 32 hex digits, of which the first 12 are the time in milliseconds, so that numbers sort by the
 * moment they were made; the other 80 bits are random.
 * @param now milliseconds since 1970
 */
export function newOrderNumber(now: number): string {
  return now.toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
}
