import { checkNumber, readNumber } from '../../config/setting.js';
import { SETTINGS } from '../../config/settings-table.js';
import { sayUsage } from '../../texts/usage.js';
import { invalidValue } from './invalid-value.js';

/** Reads a number of seconds, fractions allowed, at most a day. Throws commander's error for anything else. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400) return seconds;
  throw invalidValue(sayUsage('seconds'));
}

/** Reads a whole number from 0, of at most nine digits. Throws commander's error for anything else. */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalidValue(sayUsage('count'));
}

/** Reads a TCP port; 0 stands for a free one. Throws commander's error for anything else. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw invalidValue(sayUsage('port'));
}

type Collect = (value: string, before: readonly string[] | undefined) => string[];

const collecting = new WeakSet<object>();

/** Gathers the values of an option that may be repeated, each read by a function of its own. */
export function collectAs(read: (value: string) => string): Collect {
  const gather: Collect = (value, before) => [...(before ?? []), read(value)];
  collecting.add(gather);
  return gather;
}

/** Gathers the values of an option that may be repeated. */
export const collect: Collect = collectAs((value) => value);

/** Whether an option with this parser may be repeated. */
export function isRepeatable(parse: object | undefined): boolean {
  return parse !== undefined && collecting.has(parse);
}

/** Reads a number option as its setting is read from a file. Throws commander's error for what is out of range. */
export function parseSetting(name: 'timeout' | 'retries'): (text: string) => number {
  return (text) => {
    const problem = checkNumber(readNumber(text), SETTINGS[name].range);
    if (problem === undefined) return readNumber(text);
    throw invalidValue(problem);
  };
}
