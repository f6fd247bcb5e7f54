import { sayUsage } from '../../../../texts/usage.js';
import { invalidValue } from '../../../options/invalid-value.js';
import { parseCount } from '../../../options/parsers.js';

/** Reads how many rows may be in progress at the same time. */
export function parseConcurrency(text: string): number {
  const count = parseCount(text);
  if (count >= 1 && count <= 1000) return count;
  throw invalidValue(sayUsage('concurrency'));
}

/** Reads requests a second: `50`, or `50/s`. */
export function parseRate(text: string): number {
  const rate = Number(text.replace(/\/s$/, ''));
  if (/^\d*\.?\d+(?:\/s)?$/.test(text) && rate >= 0.01 && rate <= 100_000) return rate;
  throw invalidValue(sayUsage('rate'));
}

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

const LONGEST_SECONDS = 30 * 86_400;

/** Reads a duration, in seconds: `90`, or with a unit, `90s`, `30m`, `6h`, `1d`. */
export function parseDuration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,7})([smhd]?)$/.exec(text) ?? [];
  const seconds = Number(number) * (SECONDS.get(unit) ?? 0);
  if (seconds > 0 && seconds <= LONGEST_SECONDS) return seconds;
  throw invalidValue(sayUsage('duration'));
}
