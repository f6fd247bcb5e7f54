import { createDuplicates, mayBringNumbers } from '../../../batch/plan/duplicates.js';
import { createPlanner } from '../../../batch/plan/plan-row.js';
import { chooseShard, rateOfShard } from '../../../batch/plan/shard.js';
import { type BatchIdentity, batchResults } from '../../../batch/results/batch-results.js';
import { formatResult, statusOf } from '../../../batch/results/result-line.js';
import { metaFile } from '../../../batch/results/results-identity.js';
import { createBreaker } from '../../../batch/send/breaker.js';
import type { RunEnd } from '../../../batch/send/pool.js';
import { createRateLimiter } from '../../../batch/send/rate-limiter.js';
import { runBatch } from '../../../batch/send/run-batch.js';
import { createSender } from '../../../batch/send/send-row.js';
import { createTally } from '../../../batch/send/tally.js';
import { SETTINGS } from '../../../config/settings-table.js';
import { WechatPayError } from '../../../errors.js';
import { OTHER_PARAMETERS } from '../../../insurance/create-failure.js';
import { inLanguage, toText, type Wording } from '../../../shared/text.js';
import { sayBatch } from '../../../texts/batch.js';
import { defineCommand } from '../../command-module.js';
import { requireConfirmation } from '../../guard.js';
import { describeError } from '../../output/hints.js';
import { type Session, withSession } from '../../session.js';
import { type BatchCall, checkBatchOptions } from './batch/call.js';
import { countRows, openChecked, requireAllRight } from './batch/checks.js';
import { dryRun } from './batch/dry-run.js';
import { failedLook, openFailedOutput } from './batch/failed-output.js';
import { BATCH_HELP, configureBatch } from './batch/options.js';
import { choosePlan } from './batch/plan.js';
import { endRun, tellSummary } from './batch/report.js';
import { rowCounts, rowsDone } from './batch/row-counts.js';
import { resumeCall } from './bulk/ending.js';
import { noteEncoding, type OpenInput } from './bulk/input.js';
import { showProgress } from './bulk/progress.js';
import type { Report } from './bulk/report/open-report.js';
import { openResultsOutput } from './bulk/results-output.js';
import { keepYoungGenerationSmall } from './bulk/young-generation.js';

/** What a run that goes on with the results of another must have in common with it. */
const identify = async ({ options, shard, session, plan }: BatchCall, input: OpenInput): Promise<BatchIdentity> => ({
  mchid: session.credentials.mchid,
  // A sandbox has another port every time.
  base_url: plan.allowLoopback ? 'loopback' : session.baseUrl,
  id: options.id ?? '',
  shard: shard === undefined ? '' : `${shard.index}/${shard.count}`,
  notify_url: plan.defaults.notifyUrl ?? '',
  service_id: plan.defaults.serviceId ?? '',
  encoding: input.encoding ?? '',
  input: options.results === undefined ? '' : await input.fingerprint(),
});

/** The limit of this run, in requests a second. That a shard takes only a part of the merchant's is said. */
const chooseRate = ({ context, options, session, shard }: BatchCall): number | undefined => {
  const ofMerchant = options.rate ?? session.rate;
  const rate = rateOfShard(ofMerchant, shard);
  if (rate !== undefined && ofMerchant !== undefined && shard !== undefined && shard.count > 1) {
    const { index, count } = shard;
    context.io.note(sayBatch('shardRate', ofMerchant, `${index}/${count}`, Number(rate.toPrecision(3))));
  }
  return rate;
};

/** Asks before anything is written, so that a no leaves no file behind; who is asked is told how many rows there are. */
const confirm = async (call: BatchCall, input: OpenInput): Promise<void> => {
  const { context, options, session } = call;
  const { isGuarded } = session;
  const rows = isGuarded && !options.yes ? await countRows(input, call) : undefined;
  await requireConfirmation(context, { isGuarded, announce: () => session.announce(rows) }, options.yes);
};

/** Loaded only by those who ask for it. */
const prepareReport = async ({ context, options, file, session }: BatchCall): Promise<Report | undefined> => {
  const { report, results, failed } = options;
  if (report === undefined) return undefined;
  const { openReport } = await import('./bulk/report/open-report.js');
  const others = [file, failed, results, results && metaFile(results)].filter((name) => name !== undefined);
  return openReport(report, { context, input: file, others, monotonic: session.caller.environment.monotonic });
};

const send = async (call: BatchCall, input: OpenInput): Promise<void> => {
  const { context, options, file, shard, session, plan } = call;
  const { world } = context;
  const { results: resultsFile, resume = false } = options;
  const report = await prepareReport(call);
  const results = await openResultsOutput(options, batchResults(await identify(call, input)), world);
  const failed = await openFailedOutput(options.failed, {
    head: input.head,
    look: failedLook(options),
    resume,
    others: [file, ...results.files],
    before: results.failedBefore,
    context,
  }).catch(async (error: unknown) => {
    await results.close();
    throw error;
  });
  const isTold = context.output === 'table' && context.options.quiet !== true;
  session.announce(isTold ? await countRows(input, call) : undefined);
  const rate = chooseRate(call);
  const tally = createTally();
  const { monotonic, now } = session.caller.environment;
  const started = monotonic();
  const planner = createPlanner(plan);
  const { language } = context;
  const describe = (error: WechatPayError) => describeError(error, language);
  let taken = 0;
  /** Orders that were sent, and whose results could not be written. */
  const unrecorded: string[] = [];
  const end = showProgress({
    context,
    done: () => rowsDone(tally),
    counts: () => rowCounts(tally),
    fraction: () => input.fraction(taken),
    now,
    crowded: resultsFile === undefined && world.stdout.isTTY === true,
  });
  /** Tells how it went, and answers the call that goes on. */
  const tell = async (ended: RunEnd | undefined, error?: unknown): Promise<Wording> => {
    end();
    const needsRetry = ended?.end === 'tripped' || tally.putOff > 0;
    const isGone = error instanceof WechatPayError && error.code === 'RESULTS_GONE';
    const next = isGone ? sayBatch('newResults') : resumeCall(context, options, needsRetry);
    context.stoppedNote = sayBatch('resumeWith', toText(next));
    const isLeft = needsRetry || ended?.end !== 'finished' || tally.counts.unknown > 0;
    // What a person reads last says it: the line of the stop, or the error. It is said once.
    if (report !== undefined) {
      const { batchReport } = await import('./batch/report-facts.js');
      const { describeEnd } = await import('./bulk/report/describe-end.js');
      const resume = isLeft ? next : undefined;
      await report.write(batchReport({ context, options, tally, end: describeEnd(ended, error), resume, unrecorded }));
    }
    const isSaidLater = context.output === 'table' && (ended?.end === 'stopped' || ended?.end === 'tripped');
    const resume = isLeft && !isSaidLater ? next : undefined;
    tellSummary({ context, tally, milliseconds: monotonic() - started, resume, unrecorded });
    return next;
  };
  const run = async (): Promise<RunEnd> => {
    const limiter = createRateLimiter(rate, session.caller.environment);
    const ended = await runBatch({
      rows: input.rows,
      plan: (raw) => {
        taken += Buffer.byteLength(raw.text) + 1;
        return planner(raw);
      },
      duplicates: createDuplicates(mayBringNumbers(input.head)),
      shard,
      previous: results.previous,
      retryFailed: options.retryFailed,
      sender: createSender(session.caller, limiter, resume),
      breaker: createBreaker(options.maxFailures),
      concurrency: options.concurrency,
      record: async (result, { raw, outOrderNo }) => {
        await results.append(formatResult(result, describe)).catch((error: unknown) => {
          if (result.attempts > 0) unrecorded.push(result.outOrderNo);
          throw error;
        });
        tally.add(result);
        report?.count();
        const { ending } = result;
        // One whose order exists already is not to be sent again, corrected or not.
        if ('error' in ending && statusOf(result) === 'failed' && ending.error.code !== OTHER_PARAMETERS)
          await failed.append({ raw, outOrderNo, reason: ending.error.texts.message[language] });
      },
      onSkip: async (status, { raw, outOrderNo }) => {
        tally.skip(status);
        if (status !== 'failed' || results.previous?.isTaken(raw.line)) return;
        await failed.append({
          raw,
          outOrderNo,
          reason: inLanguage(sayBatch('failedBefore', raw.line, resultsFile ?? ''), language),
        });
      },
      signal: world.signal,
      onHalt: input.close,
    });
    await results.check();
    await failed.check();
    // Without the note it only is not known that nothing is missing.
    if (ended.end === 'finished') await results.noteFinished?.().catch(() => {});
    return ended;
  };
  try {
    const ended = await run().catch(async (error: unknown) => {
      const code = error instanceof WechatPayError ? error.code : undefined;
      // With another input the same call would be refused again.
      if (code !== 'OTHER_INPUT') await tell(undefined, error);
      throw error;
    });
    endRun(ended, { context, tally, limit: options.maxFailures, next: await tell(ended) });
  } finally {
    end();
    const digest = await failed.close();
    // Without the note the next run only puts the file aside once more.
    if (digest !== undefined) await results.noteFailed?.(digest).catch(() => {});
    await results.close();
  }
};

/** `wxpay insurance batch`. */
export const command = defineCommand({
  configure: configureBatch,
  help: BATCH_HELP,
  run: async (context, [file], options) => {
    const { env } = context.world;
    checkBatchOptions(context, options);
    keepYoungGenerationSmall();
    const shard = chooseShard({
      shard: options.shard ?? (options.shards === undefined ? env[SETTINGS.shard.env] || undefined : undefined),
      shards: options.shards,
      completionIndex: env['JOB_COMPLETION_INDEX'],
    });
    const work = async (session: Session): Promise<void> => {
      const plan = choosePlan(context, session, options);
      const call: BatchCall = { context, options, file, shard, session, plan, onDetected: noteEncoding(context, file) };
      if (options.strict && !options.dryRun) await requireAllRight(call);
      const input = await openChecked(call);
      try {
        if (!options.dryRun) await confirm(call, input);
        await (options.dryRun ? dryRun(call, input) : send(call, input));
      } finally {
        input.close();
      }
    };
    await withSession(context, work, { certs: true, tellsProgress: true });
  },
});
