import type { Chance } from './chance.js';
import { NOTIFY_URL } from './machine.js';
import type { Parameters } from './model.js';

/** A row of an input as it is written, and what it asks for. */
interface SimulatedRow {
  fields: { out_order_no?: string; openid?: string; service_id?: string };
  /** What its order must be; the number is known only where the row brings one. `undefined` for a row that asks for nothing. */
  asked: (Omit<Parameters, 'out_order_no'> & { out_order_no: string | undefined }) | undefined;
}

/** The rows of one batch, and how they are written. */
export interface SimulatedInput {
  name: string;
  rows: SimulatedRow[];
  text: string;
}

const FIELDS = ['out_order_no', 'openid', 'service_id'] as const;

const drawRow = (chance: Chance, index: number, bringsNumber: boolean): SimulatedRow => {
  const openid = `u${index + 1}`;
  const service = chance.happens(0.2) ? { service_id: '500001' } : {};
  const number = bringsNumber ? { out_order_no: `n${index + 1}` } : {};
  if (chance.happens(0.05)) return { fields: { out_order_no: 'no number!', openid, ...service }, asked: undefined };
  return {
    fields: { ...number, openid, ...service },
    asked: { out_order_no: number.out_order_no, openid, notify_url: NOTIFY_URL, ...service },
  };
};

const writeRows = (rows: readonly SimulatedRow[], format: 'csv' | 'ndjson'): string => {
  if (format === 'ndjson') return rows.map(({ fields }) => `${JSON.stringify(fields)}\n`).join('');
  const header = FIELDS.filter((name) => rows.some(({ fields }) => fields[name] !== undefined) || name === 'openid');
  const lines = rows.map(({ fields }) => header.map((name) => fields[name] ?? '').join(','));
  return `${[header.join(','), ...lines].join('\n')}\n`;
};

/** The line of the file on which a row stands. */
export function lineOf({ name }: SimulatedInput, index: number): number {
  return name.endsWith('.csv') ? index + 2 : index + 1;
}

/** The same input with one row for another user, under the same number; `undefined` where no row brings one. */
export function withOtherUser({ name, rows }: SimulatedInput): string | undefined {
  const at = rows.findIndex(({ asked }) => asked?.out_order_no !== undefined);
  const row = rows[at];
  if (row === undefined) return undefined;
  const edited = rows.with(at, { ...row, fields: { ...row.fields, openid: 'u-edited' } });
  return writeRows(edited, formatOf(name));
}

const formatOf = (name: string): 'csv' | 'ndjson' => (name.endsWith('.csv') ? 'csv' : 'ndjson');

/** Rows with all that makes rows difficult: equal ones, numbers that come twice, and some that are no order. */
export function drawInput(chance: Chance): SimulatedInput {
  const format = chance.pick<'csv' | 'ndjson'>(['csv', 'ndjson']);
  const bringsNumbers = chance.pick([0, 1, 0.5]);
  const rows: SimulatedRow[] = [];
  const count = chance.integer(1, 10);
  for (let index = 0; index < count; index += 1) {
    const before = rows.length > 0 && chance.happens(0.1) ? rows[chance.integer(0, rows.length - 1)] : undefined;
    const row = before ?? drawRow(chance, index, chance.happens(bringsNumbers));
    const given = before?.asked?.out_order_no;
    // The number of another row, for another user: no order may come of it.
    const isTaken = given !== undefined && chance.happens(0.3);
    rows.push(isTaken ? { fields: { out_order_no: given, openid: 'u-other' }, asked: undefined } : row);
  }
  return { name: `input.${format}`, rows, text: writeRows(rows, format) };
}
