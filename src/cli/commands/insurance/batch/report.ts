import type { RunEnd } from '../../../../batch/send/pool.js';
import type { Tally } from '../../../../batch/send/tally.js';
import { ApiError, NetworkError, SignatureError, type WechatPayError } from '../../../../errors.js';
import { toPrintableJson } from '../../../../shared/printable.js';
import { shellQuote } from '../../../../shared/shell-quote.js';
import { joinWordings, toText, type Wording } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import { type Context, terminalWidth } from '../../../context.js';
import { SOME_FAILED } from '../../../exit-codes.js';
import { PLAIN } from '../../../output/colors.js';
import type { BatchOptions } from './options.js';
import { type RunFacts, renderSummary, summarize, summaryObject } from './summary.js';

/** What is told at the end of a batch. */
export interface ReportSetup extends RunFacts {
  context: Context;
  tally: Tally;
}

/**
 * The call that resumes a batch, to be pasted; or what to do where results cannot be resumed.
 * @param needsRetry whether rows that failed are to be sent again, even if the user has not said so
 */
export function resumeCall(
  { argv }: Pick<Context, 'argv'>,
  { results, retryFailed }: BatchOptions,
  needsRetry: boolean,
): Wording {
  if (results === undefined) return sayBatch('sameCall');
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const options = argv.slice(0, end).filter((word) => word !== '--resume' && word !== '--retry-failed');
  const added = ['--resume', ...(needsRetry || retryFailed ? ['--retry-failed'] : [])];
  return ['wxpay', ...options, ...added, ...argv.slice(end)].map(shellQuote).join(' ');
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

/** The error that stopped a run, with the kind of its cause, which decides the exit code. */
function trippedError(cause: WechatPayError, limit: number, next: Wording): WechatPayError {
  const { message: reason, hint: advice } = cause.texts;
  const message = sayBatch('tripped', limit, reason);
  const { code, status, requestId, detail } = cause;
  const hint = joinWordings([advice, sayBatch('fixThenResume', toText(next))], '\n');
  const facts = { code, status, requestId, detail, hint, cause };
  if (cause instanceof ApiError) {
    return new ApiError(message, { ...facts, status: cause.status, signed: cause.signed });
  }
  if (cause instanceof SignatureError) return new SignatureError(message, { ...facts, code: cause.code });
  return new NetworkError(message, { ...facts, outcome: cause instanceof NetworkError ? cause.outcome : 'unknown' });
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
