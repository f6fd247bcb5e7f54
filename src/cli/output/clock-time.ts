/**
 * The time of day of this machine, for lines about what happens now: `09:05:02`.
 * @param at RFC 3339
 */
export function clockTime(at: string): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
