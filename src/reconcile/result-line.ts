import * as z from 'zod/mini';
import { jsonOnOneLine } from '../batch/results/result-line.js';
import type { ErrorObject, UsageError, WechatPayError } from '../errors.js';
import { printableJson } from '../shared/printable.js';
import type { Reading } from './reading.js';

/** How reading an order back may end. */
const RECONCILE_STATUSES = ['found', 'absent', 'unknown'] as const;

/** What became of one number, or of a line of the input that has none. */
export type ReconcileResult =
  | { outOrderNo: string /** The state in the input. */; was: string | undefined; reading: Reading }
  | { line: number; problem: UsageError };

/** The state that was read; `undefined` for an order that was not. */
export function stateOf({ reading }: { reading: Reading }): string | undefined {
  return reading.status === 'found' ? reading.order.value.order_receive_state : undefined;
}

/** Whether an order is in another state than the input says; `undefined` where one of them is not known. */
export function isChanged(result: { was: string | undefined; reading: Reading }): boolean | undefined {
  const state = stateOf(result);
  return state === undefined || result.was === undefined ? undefined : state !== result.was;
}

/**
 * A result as a line, its end included. The order stands there as it was received.
 * @param describe what an error says, in the language of the run
 */
export function formatReconcileResult(
  result: ReconcileResult,
  describe: (error: WechatPayError) => ErrorObject,
): string {
  if ('problem' in result) {
    const { line, problem } = result;
    return printableJson(`${JSON.stringify({ line, status: 'unknown', error: describe(problem) })}\n`);
  }
  const { outOrderNo, was, reading } = result;
  const facts = JSON.stringify({
    out_order_no: outOrderNo,
    status: reading.status,
    was,
    state: stateOf(result),
    changed: isChanged(result),
  });
  const content =
    reading.status === 'found'
      ? `"order":${jsonOnOneLine(reading.order.response.body)}`
      : `"error":${JSON.stringify(describe(reading.error))}`;
  return printableJson(`${facts.slice(0, -1)},${content}}\n`);
}

const resultLine = z.object({
  line: z.optional(z.int()),
  out_order_no: z.optional(z.string()),
  status: z.enum(RECONCILE_STATUSES),
  was: z.optional(z.string()),
  state: z.optional(z.string()),
});

/** What a later run needs of a line of the results. */
export type ParsedReconcileResult = z.infer<typeof resultLine>;

/** A line of the results as a later run needs it; `undefined` when it is not a result line of `reconcile`. */
export function parseReconcileResult(text: string): ParsedReconcileResult | undefined {
  try {
    const { data } = resultLine.safeParse(JSON.parse(text));
    return data?.out_order_no === undefined && data?.line === undefined ? undefined : data;
  } catch {
    return undefined;
  }
}
