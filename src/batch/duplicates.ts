import { UsageError } from '../errors.js';
import type { CreateOrderRequest } from '../insurance/schema.js';
import { createDigestTable, digestOf } from './digest-table.js';

/** What is known of a number when a row with it comes up. */
type Seen = 'first' | 'again' | 'created' | UsageError;

/** Remembers the numbers that rows have brought with them. */
export interface Duplicates {
  /**
   * Notes an order: `first`, or `again` and `created` for the very same order in an earlier row, or the error for a
   * number that an earlier row gave to another order.
   */
  note(order: CreateOrderRequest, line: number): Seen;
  /** Notes that an order exists. */
  created(order: CreateOrderRequest): void;
}

const CREATED = 1;
const IN_USE = 0x8000_0000;

/** The parameters in 30 bits, with `IN_USE` set and `CREATED` free. */
const parametersOf = (order: CreateOrderRequest): number =>
  ((digestOf('parameters', JSON.stringify(order)).low & 0x7fff_fffe) | IN_USE) >>> 0;

/** Makes an empty memory of numbers: 12 bytes each in a table that is two thirds full at least. */
export function createDuplicates(): Duplicates {
  const table = createDigestTable();
  const numberOf = ({ out_order_no }: CreateOrderRequest) => digestOf('number', out_order_no);
  return {
    note: (order, line) => {
      const digest = numberOf(order);
      const known = table.get(digest);
      const parameters = parametersOf(order);
      if (known === 0) {
        table.set(digest, parameters);
        return 'first';
      }
      if ((known & ~CREATED) >>> 0 === parameters) return known & CREATED ? 'created' : 'again';
      return new UsageError(
        `line ${line}: out_order_no ${order.out_order_no} is that of an earlier row with other parameters`,
        { code: 'NUMBER_TAKEN', outOrderNo: order.out_order_no, hint: 'Give each order a number of its own.' },
      );
    },
    created: (order) => {
      table.set(numberOf(order), (parametersOf(order) | CREATED) >>> 0);
    },
  };
}
