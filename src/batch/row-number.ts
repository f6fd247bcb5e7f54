import { UsageError } from '../errors.js';
import type { CreateOrderRequest } from '../insurance/schema.js';
import type { Duplicates, NotedNumber } from './duplicates.js';
import type { PlannedRow } from './plan-row.js';

/**
 * Checks that a row's number is no other order's. A number that was derived need not be remembered: equal rows are told
 * apart by their count. Yet where rows bring numbers too, as those of `--failed` do, one of them may be the very same.
 * Answers the error, or what is known of the number.
 */
export function checkNumber(
  { derived, outOrderNo, raw: { line } }: PlannedRow,
  order: CreateOrderRequest,
  duplicates: Duplicates,
): NotedNumber | UsageError | undefined {
  if (!derived) return duplicates.note(order, line);
  if (!duplicates.has(outOrderNo)) return undefined;
  return new UsageError(
    `line ${line}: it has no out_order_no, and the one that is derived from it, ${outOrderNo}, is that of an earlier row`,
    {
      code: 'NUMBER_TAKEN',
      outOrderNo,
      hint: 'Give it a number of its own, or put it into a batch with another --id.',
    },
  );
}
