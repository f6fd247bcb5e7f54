import { createHmac } from 'node:crypto';
import { createDigestTable, digestOf } from './digest-table.js';

/** Gives numbers to rows that have none. */
export type NumberRow = (content: Readonly<Record<string, unknown>>) => string;

/** A row's content as one text, whatever the order of its columns. */
export function contentText(content: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(content).filter(([, value]) => value !== undefined);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The number of a row that has none: 32 hex digits, a keyed hash of the batch's id, the row's content, and how many
 * equal rows came before it. The same file gives the same numbers however often it is run, so that a second run makes
 * no second order; the same rows under another id are other orders.
 * @param occurrence 1 for the first row with this content
 */
export function deriveNumber(id: string, content: string, occurrence: number): string {
  return createHmac('sha256', `wxpay batch\0${id}`).update(`${occurrence}\0${content}`).digest('hex').slice(0, 32);
}

/** Gives numbers to the rows of one batch, which must come in the order of the file. */
export function createNumbering(id: string): NumberRow {
  const occurrences = createDigestTable();
  return (content) => {
    const text = contentText(content);
    const digest = digestOf('content', text);
    const occurrence = occurrences.get(digest) + 1;
    occurrences.set(digest, occurrence);
    return deriveNumber(id, text, occurrence);
  };
}
