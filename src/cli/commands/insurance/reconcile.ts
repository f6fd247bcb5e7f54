import { createBreaker } from '../../../batch/send/breaker.js';
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
import { openResultsOutput, type ResultsOutput } from './bulk/results-output.js';
import { keepYoungGenerationSmall } from './bulk/young-generation.js';
import { checkReconcileOptions } from './reconcile/checks.js';
import { configureReconcile, RECONCILE_HELP, type ReconcileOptions } from './reconcile/options.js';
import { type ReconcileFacts, reconcileObject, renderReconciled } from './reconcile/summary.js';

/** A reconciliation as it was called. */
interface ReconcileCall {
  context: Context;
  options: ReconcileOptions;
  session: Session;
  results: ResultsOutput<PreviousReadings>;
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
  const { context, options, session, results } = call;
  const { world, io, language } = context;
  const { environment } = session.caller;
  const tally = createReconcileTally();
  const untilFinal = untilFinalOf(options);
  const record = async (result: ReconcileResult): Promise<void> => {
    await results.append(formatReconcileResult(result, (error) => describeError(error, language)));
    tally.add(result);
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
  const tell = (isLeft: boolean): Wording => {
    endProgress();
    const next = resumeCall(context, options);
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
    const ended = await run().catch((error: unknown) => {
      tell(!(error instanceof WechatPayError && error.code === 'RESULTS_GONE'));
      throw error;
    });
    const next = tell(ended.end === 'finished' && tally.unknown > 0 && options.results !== undefined);
    if (ended.end === 'stopped') throw world.signal.reason;
    if (ended.end === 'tripped') throw trippedError(ended.error, MOST_FAILURES, next);
    if (!tally.isAllFinal) context.exitCode = SOME_FAILED;
  } finally {
    endProgress();
  }
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
        await reconcile({ context, options, session, results }, input);
      } finally {
        input.close();
        await results.close();
      }
    });
  },
});
