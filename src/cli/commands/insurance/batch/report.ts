import type { RunEnd } from '../../../../batch/send/pool.js';
import type { Tally } from '../../../../batch/send/tally.js';
import { toPrintableJson } from '../../../../shared/printable.js';
import type { Wording } from '../../../../shared/text.js';
import { type Context, terminalWidth } from '../../../context.js';
import { SOME_FAILED } from '../../../exit-codes.js';
import { PLAIN } from '../../../output/colors.js';
import { trippedError } from '../bulk/ending.js';
import { type RunFacts, renderSummary, summarize, summaryObject } from './summary.js';

/** What is told at the end of a batch. */
export interface ReportSetup extends RunFacts {
  context: Context;
  tally: Tally;
}

/** Tells on stderr how a run went: a table for people, an object for programs. */
export function tellSummary({ context, tally, ...facts }: ReportSetup): void {
  const summary = summarize(tally, facts);
  // The summary is the last word on stderr.
  context.io.flush();
  if (context.output === 'table') {
    const width = terminalWidth(context.world.stderr);
    context.io.note(renderSummary(summary, context.language, { colors: PLAIN, width }));
  } else if (context.options.quiet !== true) {
    context.world.stderr.write(`${toPrintableJson({ summary: summaryObject(summary, context.language) })}\n`);
  }
}

/**
 * Ends a run: sets the exit code when rows are left without an order.
 * @param end how it ended
 * @param setup `limit`, how many rows in a row may fail for one cause; `next`, the call that goes on
 * @throws the reason of the stop signal when the user stopped it, and the cause when all rows failed for it
 */
export function endRun(
  end: RunEnd,
  { context, tally, limit, next }: { context: Context; tally: Tally; limit: number; next: Wording },
): void {
  if (end.end === 'stopped') throw context.world.signal.reason;
  if (end.end === 'tripped') throw trippedError(end.error, limit, next);
  const { counts, skipped } = tally;
  if (counts.failed + counts.unknown + skipped.failed > 0) context.exitCode = SOME_FAILED;
}
