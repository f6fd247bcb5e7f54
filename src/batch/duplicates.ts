import { UsageError } from '../errors.js';
import type { CreateOrderRequest } from '../insurance/schema.js';
import { createDigestTable, digestOf } from './digest-table.js';

/** A number that a row has brought. */
export interface NotedNumber {
  /** Whether its order is known to exist. */
  exists: boolean;
  /** Notes that it does. */
  created: () => void;
}

/** Remembers the numbers that rows have brought with them. */
export interface Duplicates {
  /** Notes an order; answers the error for a number that an earlier row gave to another order. */
  note(order: CreateOrderRequest, line: number): NotedNumber | UsageError;
  /** Whether a row has brought this number. */
  has(outOrderNo: string): boolean;
}

const CREATED = 1;
const IN_USE = 0x8000_0000;

/** The parameters in 30 bits, with `IN_USE` set and `CREATED` free. */
const parametersOf = (order: CreateOrderRequest): number =>
  ((digestOf('parameters', JSON.stringify(order)).low & 0x7fff_fffe) | IN_USE) >>> 0;

/** Makes an empty memory of numbers: 12 bytes each in a table that is half full at least. */
export function createDuplicates(): Duplicates {
  const table = createDigestTable();
  const digestOfNumber = (outOrderNo: string) => digestOf('number', outOrderNo);
  return {
    has: (outOrderNo) => table.get(digestOfNumber(outOrderNo)) !== 0,
    note: (order, line) => {
      const digest = digestOfNumber(order.out_order_no);
      const parameters = parametersOf(order);
      const known = table.get(digest);
      if (known === 0) table.set(digest, parameters);
      else if ((known & ~CREATED) >>> 0 !== parameters) {
        return new UsageError(
          `line ${line}: out_order_no ${order.out_order_no} is that of an earlier row with other parameters`,
          { code: 'NUMBER_TAKEN', outOrderNo: order.out_order_no, hint: 'Give each order a number of its own.' },
        );
      }
      return {
        exists: (known & CREATED) === CREATED,
        created: () => table.set(digest, (parameters | CREATED) >>> 0),
      };
    },
  };
}
