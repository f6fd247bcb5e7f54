import type { PlanSetup } from '../../../../batch/plan/plan-row.js';
import { isLoopbackHost } from '../../../../shared/loopback.js';
import { sayBatch } from '../../../../texts/batch.js';
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
    onUnknownField: sayBatch('unknownField'),
    defaults: settings,
    allowLoopback: isLoopbackHost(new URL(baseUrl).hostname),
    onDerived: () => {
      if (warned) return;
      warned = true;
      io.warn(sayBatch('unnamed'));
    },
  };
}
