import { joinWordings, type Text } from '../shared/text.js';
import { sayVerification } from '../texts/verification.js';

const UNITS = [
  [86_400, 'days'],
  [3600, 'hours'],
  [60, 'minutes'],
  [1, 'seconds'],
] as const;

const duration = (seconds: number): Text => {
  let rest = Math.abs(Math.round(seconds));
  const parts: Text[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(sayVerification(unit, count));
  }
  return parts.length === 0 ? sayVerification('seconds', 0) : joinWordings(parts);
};

/**
 * Says how the local clock stands to WeChat Pay's: `this clock is 7 min 12 s behind`.
 * @param offsetSeconds their time minus ours, in seconds
 */
export function describeClockOffset(offsetSeconds: number): Text {
  return sayVerification(offsetSeconds > 0 ? 'behind' : 'ahead', duration(offsetSeconds));
}

/**
 * Seconds by which the clock that wrote an HTTP `Date` header is ahead of ours; `undefined` without a readable header.
 * @param now our time in milliseconds since 1970
 */
export function clockOffsetSeconds(dateHeader: string | undefined, now: number): number | undefined {
  const theirs = Date.parse(dateHeader ?? '');
  return Number.isNaN(theirs) ? undefined : Math.round((theirs - now) / 1000);
}
