import { parse, stringify } from 'lossless-json';
import { isFields } from './raw-row.js';

type Values = Readonly<Record<string, unknown>>;

/** Whether JSON.parse and JSON.stringify leave them as they were written. Most rows hold nothing else. */
const arePlain = (values: Values): boolean =>
  Object.values(values).every((value) => value === null || typeof value === 'string' || typeof value === 'boolean');

const parseExact = (text: string): unknown => parse(text, undefined, { onDuplicateKey: ({ newValue }) => newValue });

/**
 * Fields of a row with their numbers as they were written: as a double, an id of 19 digits would be another one, and
 * 1.10 would be 1.1. Only `exactJson` can write them.
 * @param text the row as JSON, if any of the fields is neither string nor boolean nor null
 */
export function withExactNumbers(fields: Values, text: string): Values {
  if (arePlain(fields)) return fields;
  const exact = parseExact(text);
  return isFields(exact) ? Object.fromEntries(Object.keys(fields).map((name) => [name, exact[name]])) : fields;
}

/** One value of `withExactNumbers` as text: a string as it is, everything else as JSON. */
export function exactText(value: unknown): string {
  return typeof value === 'string' ? value : (stringify(value) ?? '');
}

/** An object as JSON, with the numbers of `withExactNumbers` as they were written. */
export function exactJson(values: Values): string {
  return (arePlain(values) ? undefined : stringify(values)) ?? JSON.stringify(values);
}
