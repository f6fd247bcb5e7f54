import { metaFile } from '../../../batch/results/results-identity.js';
import { createBreaker } from '../../../batch/send/breaker.js';
import type { RunEnd } from '../../../batch/send/pool.js';
import { createRateLimiter } from '../../../batch/send/rate-limiter.js';
import { WechatPayError } from '../../../errors.js';
import { type PreviousReadings, reconcileResults } from '../../../reconcile/previous-readings.js';
import { type Numbers, readNumbers } from '../../../reconcile/read-numbers.js';
import { createReader } from '../../../reconcile/reading.js';
import { formatReconcileResult, type ReconcileResult } from '../../../reconcile/result-line.js';
import { runReconcile } from '../../../reconcile/run-reconcile.js';
import { createReconcileTally } from '../../../reconcile/tally.js';
import { isLoopbackHost } from '../../../shared/loopback.js';
import { toPrintableJson } from '../../../shared/printable.js';
import { toText, type Wording } from '../../../shared/text.js';
import { sayBatch } from '../../../texts/batch.js';
import { sayReconcile } from '../../../texts/reconcile.js';
import { defineCommand } from '../../command-module.js';
import { type Context, terminalWidth } from '../../context.js';
import { SOME_FAILED } from '../../exit-codes.js';
import { PLAIN } from '../../output/colors.js';
import { describeError } from '../../output/hints.js';
import { type Session, withSession } from '../../session.js';
import { resumeCall, trippedError } from './bulk/ending.js';
import { encodingOf, noteEncoding, type OpenInput, openBulkInput } from './bulk/input.js';
import { showProgress } from './bulk/progress.js';
import type { Report } from './bulk/report/open-report.js';
import { openResultsOutput, type ResultsOutput } from './bulk/results-output.js';
import { keepYoungGenerationSmall } from './bulk/young-generation.js';
import { checkReconcileOptions } from './reconcile/checks.js';
import { configureReconcile, RECONCILE_HELP, type ReconcileOptions } from './reconcile/options.js';
import type { CodeCounts } from './reconcile/report-facts.js';
import { type ReconcileFacts, reconcileObject, renderReconciled } from './reconcile/summary.js';

/** A report, and the errors that it tells of. */
interface ReconcileReport {
  report: Report;
  codes: CodeCounts;
}

/** A reconciliation as it was called. */
interface ReconcileCall {
  context: Context;
  options: ReconcileOptions;
  session: Session;
  results: ResultsOutput<PreviousReadings>;
  report: ReconcileReport | undefined;
}

/** How many requests one after the other may fail for one cause. */
const MOST_FAILURES = 10;

/** Without a value, `--until-final` goes on for a day. */
const DEFAULT_UNTIL_FINAL = 86_400;

const untilFinalOf = ({ untilFinal }: ReconcileOptions): number | undefined =>
  untilFinal === true ? DEFAULT_UNTIL_FINAL : untilFinal;

/** Leaves out the numbers that are not to be read, and says how many. */
const choose = (numbers: Numbers, { context: { io }, options: { only = [] } }: ReconcileCall): void => {
  if (numbers.failedRows > 0) io.note(sayReconcile('failedRows', numbers.failedRows));
  if (only.length === 0) return;
  let others = 0;
  for (const [number, state] of numbers.stateOf) {
    if (state === undefined || only.includes(state)) continue;
    numbers.stateOf.delete(number);
    others += 1;
  }
  if (others > 0) io.note(sayReconcile('otherStates', others));
};

const reconcile = async (call: ReconcileCall, input: OpenInput): Promise<void> => {
  const { context, options, session, results, report } = call;
  const { world, io, language } = context;
  const { environment } = session.caller;
  const tally = createReconcileTally();
  const untilFinal = untilFinalOf(options);
  const record = async (result: ReconcileResult): Promise<void> => {
    await results.append(formatReconcileResult(result, (error) => describeError(error, language)));
    tally.add(result);
    report?.codes.add(result);
    report?.report.count();
  };
  const numbers = await readNumbers(input, async (line, problem) => {
    if (!results.previous?.hasLine(line)) await record({ line, problem });
  });
  world.signal.throwIfAborted();
  choose(numbers, call);
  results.previous?.settle(numbers.stateOf, { rereadsOpen: untilFinal !== undefined, onSkip: tally.skip });
  const total = numbers.stateOf.size;
  io.note(sayReconcile('reading', total));
  const started = environment.monotonic();
  const endProgress = showProgress({
    context,
    done: () => tally.done,
    counts: () => [],
    fraction: () => (total > 0 ? tally.done / total : undefined),
    now: environment.now,
    crowded: options.results === undefined && world.stdout.isTTY === true,
  });
  /** Tells how it went, and answers the call that resumes it. */
  const tell = async (isLeft: boolean, ended: RunEnd | undefined, error?: unknown): Promise<Wording> => {
    endProgress();
    const next = resumeCall(context, options);
    if (report !== undefined) {
      const { reconcileReport } = await import('./reconcile/report-facts.js');
      const { describeEnd } = await import('./bulk/report/describe-end.js');
      const resume = isLeft || ended?.end !== 'finished' ? next : undefined;
      const facts = { codes: report.codes, end: describeEnd(ended, error), resume };
      await report.report.write(reconcileReport(tally, facts));
    }
    context.stoppedNote = sayBatch('resumeWith', toText(next));
    const milliseconds = environment.monotonic() - started;
    tellReconciled(context, { milliseconds, ...(isLeft && { resume: next }) });
    return next;
  };
  const tellReconciled = ({ output, options: { quiet } }: Context, facts: ReconcileFacts): void => {
    io.flush();
    if (output === 'table') {
      const look = { colors: PLAIN, width: terminalWidth(world.stderr) };
      io.note(renderReconciled(tally, facts, { language, look }));
    } else if (quiet !== true) {
      world.stderr.write(`${toPrintableJson({ summary: reconcileObject(tally, facts, language) })}\n`);
    }
  };
  const run = async () => {
    const ended = await runReconcile({
      numbers: numbers.stateOf,
      reader: createReader(session.caller, createRateLimiter(options.rate ?? session.rate, environment)),
      createBreaker: () => createBreaker(MOST_FAILURES),
      concurrency: options.concurrency,
      record,
      untilFinal,
      onRound: (count, seconds) => io.note(sayReconcile('again', count, seconds)),
      environment,
      signal: world.signal,
    });
    await results.check();
    return ended;
  };
  try {
    const ended = await run().catch(async (error: unknown) => {
      await tell(!(error instanceof WechatPayError && error.code === 'RESULTS_GONE'), undefined, error);
      throw error;
    });
    const isLeft = ended.end === 'finished' && tally.unknown > 0 && options.results !== undefined;
    const next = await tell(isLeft, ended);
    if (ended.end === 'stopped') throw world.signal.reason;
    if (ended.end === 'tripped') throw trippedError(ended.error, MOST_FAILURES, next);
    if (!tally.isAllFinal) context.exitCode = SOME_FAILED;
  } finally {
    endProgress();
  }
};

/** Loaded only by those who ask for it. */
const prepareReport = async (
  { report, results }: ReconcileOptions,
  { context, file, session }: { context: Context; file: string; session: Session },
): Promise<ReconcileReport | undefined> => {
  if (report === undefined) return undefined;
  const { openReport } = await import('./bulk/report/open-report.js');
  const { createCodeCounts } = await import('./reconcile/report-facts.js');
  const others = [file, results, results && metaFile(results)].filter((name) => name !== undefined);
  const { monotonic } = session.caller.environment;
  return { report: await openReport(report, { context, input: file, others, monotonic }), codes: createCodeCounts() };
};

/** `wxpay insurance reconcile`. */
export const command = defineCommand({
  configure: configureReconcile,
  help: RECONCILE_HELP,
  run: async (context, [file], options) => {
    checkReconcileOptions(context, options);
    keepYoungGenerationSmall();
    await withSession(context, async (session) => {
      const { format, encoding } = options;
      const setup = { format, encoding: encodingOf(encoding), onDetected: noteEncoding(context, file) };
      const report = await prepareReport(options, { context, file, session });
      const input = await openBulkInput(file, setup, context.world);
      const kind = reconcileResults({
        mchid: session.credentials.mchid,
        // A sandbox has another port every time.
        base_url: isLoopbackHost(new URL(session.baseUrl).hostname) ? 'loopback' : session.baseUrl,
        only: (options.only ?? []).join(','),
        encoding: input.encoding ?? '',
        input: options.results === undefined ? '' : await input.fingerprint(),
      });
      const results = await openResultsOutput(options, kind, context.world);
      try {
        await reconcile({ context, options, session, results, report }, input);
      } finally {
        input.close();
        await results.close();
      }
    });
  },
});
