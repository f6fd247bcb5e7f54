import type { Validity } from '../apiv3/key-ring.js';
import type { Text } from '../shared/text.js';
import { sayCredential } from '../texts/credentials.js';

const DAY_MS = 86_400_000;
const WARN_DAYS = 30;

/**
 * A warning for a certificate that has expired or will within 30 days.
 * @param now milliseconds since 1970
 * @param remedy how to get a new one
 */
export function expiryWarning({ to }: Validity, name: string, now: number, remedy: Text): Text | undefined {
  const days = (to.getTime() - now) / DAY_MS;
  if (days > WARN_DAYS) return undefined;
  const date = to.toISOString().slice(0, 10);
  return days <= 0
    ? sayCredential('expired', name, date, remedy)
    : sayCredential('expires', name, date, Math.ceil(days), remedy);
}
