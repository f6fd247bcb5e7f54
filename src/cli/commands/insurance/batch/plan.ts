import type { PlanSetup } from '../../../../batch/plan/plan-row.js';
import { isLoopbackHost } from '../../../../shared/loopback.js';
import type { Context } from '../../../context.js';
import type { Session } from '../../../session.js';
import type { BatchOptions } from './options.js';

/** What makes orders out of rows, as options and configuration say; warns once of numbers that only the rows decide. */
export function choosePlan(
  { io }: Context,
  { settings, baseUrl }: Session,
  { id = '', ignore = [], keep = [] }: BatchOptions,
): PlanSetup {
  let warned = id !== '';
  return {
    id,
    ignore,
    keep,
    defaults: settings,
    allowLoopback: isLoopbackHost(new URL(baseUrl).hostname),
    onDerived: () => {
      if (warned) return;
      warned = true;
      io.warn(
        'rows without out_order_no get their numbers from their content alone: in another campaign the same rows are the same orders, and nothing new is issued. Give each campaign a name with --id.',
      );
    },
  };
}
