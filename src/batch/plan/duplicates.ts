import { UsageError } from '../../errors.js';
import { sayInput } from '../../texts/batch-input.js';
import type { InputHead } from '../input/open-input.js';
import { createDigestTable, digestOf } from './digest-table.js';
import type { OrderedRow } from './plan-row.js';

/** The number of a row. */
export interface NotedNumber {
  /** Whether its order is known to exist. */
  exists: boolean;
  /** Notes that it does. */
  created: () => void;
}

/** Remembers the numbers of rows. */
export interface Duplicates {
  /**
   * Notes the number of a row. Answers the error for one that is another row's: rows that bring the same number and the
   * same parameters are one order, all others with one number are not. `undefined` where no other row can have it.
   */
  note(row: OrderedRow): NotedNumber | UsageError | undefined;
}

const CREATED = 1;
const IN_USE = 0x8000_0000;

/**
 * What makes an order another one, in 30 bits, with `IN_USE` set and `CREATED` free. A row whose number was derived is
 * another order than one that brings the very number: it is a row of its own.
 */
const identityOf = ({ order, derived }: OrderedRow): number =>
  ((digestOf(derived ? 'derived' : 'parameters', JSON.stringify(order)).low & 0x7fff_fffe) | IN_USE) >>> 0;

const taken = ({ raw: { line }, outOrderNo, derived }: OrderedRow): UsageError =>
  new UsageError(sayInput('atLine', line, sayInput(derived ? 'derivedNumberTaken' : 'numberTaken', outOrderNo)), {
    code: 'NUMBER_TAKEN',
    outOrderNo,
    hint: sayInput('numberTakenHint'),
  });

/** Whether rows of an input may bring numbers: then each number has to be remembered. */
export function mayBringNumbers(head: InputHead | undefined): boolean {
  return head?.format !== 'csv' || head.columns.includes('out_order_no');
}

/**
 * Makes an empty memory of numbers: 12 bytes each in a table that is half full at least.
 * @param bringNumbers whether rows may bring numbers. Where all are derived there is nothing to remember: equal rows are
 * told apart by their count.
 */
export function createDuplicates(bringNumbers: boolean): Duplicates {
  const table = createDigestTable();
  return {
    note: (row) => {
      if (!bringNumbers) return undefined;
      const digest = digestOf('number', row.outOrderNo);
      const identity = identityOf(row);
      const known = table.get(digest);
      if (known === 0) table.set(digest, identity);
      else if ((known & ~CREATED) >>> 0 !== identity) return taken(row);
      return {
        exists: (known & CREATED) === CREATED,
        created: () => table.set(digest, (identity | CREATED) >>> 0),
      };
    },
  };
}
