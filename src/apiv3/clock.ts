const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

const duration = (seconds: number): string => {
  let rest = Math.abs(Math.round(seconds));
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ') || '0 s';
};

/**
 * Says how the local clock stands to WeChat Pay's: `this clock is 7 min 12 s behind`.
 * @param offsetSeconds their time minus ours, in seconds
 */
export function describeClockOffset(offsetSeconds: number): string {
  return `this clock is ${duration(offsetSeconds)} ${offsetSeconds > 0 ? 'behind' : 'ahead'}`;
}

/**
 * Seconds by which the clock that wrote an HTTP `Date` header is ahead of ours; `undefined` without a readable header.
 * @param now our time in milliseconds since 1970
 */
export function clockOffsetSeconds(dateHeader: string | undefined, now: number): number | undefined {
  const theirs = Date.parse(dateHeader ?? '');
  return Number.isNaN(theirs) ? undefined : Math.round((theirs - now) / 1000);
}
