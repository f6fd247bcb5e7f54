import { createBreaker } from '../../../batch/breaker.js';
import { createPace } from '../../../batch/pace.js';
import { createPlanner, type PlanSetup } from '../../../batch/plan-row.js';
import { formatResult, type RowResult, statusOf } from '../../../batch/result-line.js';
import { runBatch } from '../../../batch/run.js';
import { createSender } from '../../../batch/send-row.js';
import { chooseShard, type Shard } from '../../../batch/shard.js';
import { createTally } from '../../../batch/tally.js';
import { UsageError } from '../../../errors.js';
import { checkHead, checkRows } from '../../batch-checks.js';
import { type OpenInput, openBatchInput } from '../../batch-input.js';
import { type BatchOptions, configureBatch, readBatchOptions } from '../../batch-options.js';
import { openFailedOutput, openResultsOutput, stdoutJournal } from '../../batch-outputs.js';
import { choosePlan } from '../../batch-plan.js';
import { showProgress } from '../../batch-progress.js';
import { endRun, resumeCall, tellSummary } from '../../batch-report.js';
import type { CommandModule } from '../../command-module.js';
import type { Context } from '../../context.js';
import { type Session, withSession } from '../../session.js';
import { keepYoungGenerationSmall } from '../../young-generation.js';

/** A batch as it was called. */
interface Call {
  context: Context;
  options: BatchOptions;
  /** As typed. */
  file: string;
  shard: Shard | undefined;
  session: Session;
  plan: PlanSetup;
}

const usage = (message: string, hint: string): UsageError =>
  new UsageError(message, { code: 'CONFLICTING_OPTIONS', hint });

const checkOptions = ({ strict, retryFailed, resume }: BatchOptions, file: string): void => {
  if (strict && file === '-') throw usage('--strict reads the rows twice, which stdin cannot', 'Put them into a file.');
  if (retryFailed && !resume) throw usage('--retry-failed goes with --resume', 'Add --resume, or leave it out.');
};

const openChecked = async ({ file, options, context, plan }: Call): Promise<OpenInput> => {
  const input = await openBatchInput(file, options.format, context.world);
  checkHead(input, plan);
  return input;
};

const refusal = (line: number, outOrderNo: string, error: UsageError): RowResult => ({
  line,
  outOrderNo,
  attempts: 0,
  ending: { error },
});

/** `--dry-run`: a result line for each row that is wrong, and the count. */
const dryRun = async (call: Call): Promise<void> => {
  const { context, shard, plan } = call;
  const { io, world } = context;
  const tally = createTally();
  const started = Date.now();
  const results = stdoutJournal(world.stdout);
  const right = await checkRows({
    input: await openChecked(call),
    plan,
    shard,
    signal: world.signal,
    onWrong: async ({ raw, outOrderNo }, error) => {
      const result = refusal(raw.line, outOrderNo, error);
      tally.add(result);
      await results.append(formatResult(result));
    },
  });
  await tellSummary({ context, tally, milliseconds: Date.now() - started });
  io.note(`${right} rows would be sent; nothing was sent`);
  endRun({ end: 'finished' }, { context, tally, limit: 0 });
};

const SHOWN = 10;

/** `--strict`: refuses the whole file when a row is wrong. */
const requireAllRight = async (call: Call): Promise<void> => {
  const problems: string[] = [];
  let count = 0;
  await checkRows({
    input: await openChecked(call),
    plan: call.plan,
    shard: call.shard,
    signal: call.context.world.signal,
    onWrong: async (_, { message }) => {
      count += 1;
      if (count <= SHOWN) problems.push(message);
    },
  });
  if (count === 0) return;
  if (count > SHOWN) problems.push(`and ${count - SHOWN} more`);
  throw new UsageError(problems.join('\n'), { code: 'INVALID_ROW', hint: '--strict: nothing was sent.' });
};

const send = async (call: Call, input: OpenInput): Promise<void> => {
  const { context, options, file, shard, session, plan } = call;
  const { world } = context;
  const { caller, credentials, baseUrl } = session;
  const { results: resultsFile, resume = false } = options;
  const identity = {
    mchid: credentials.mchid,
    // A sandbox has another port every time.
    base_url: plan.allowLoopback ? 'loopback' : baseUrl,
    id: options.id,
    shard: shard === undefined ? '' : `${shard.index}/${shard.count}`,
    input: resultsFile === undefined ? '' : await input.fingerprint(),
  };
  const results = await openResultsOutput(options, identity, world);
  const others = [file, ...(resultsFile === undefined ? [] : [resultsFile])];
  const failed = await openFailedOutput(options.failed, { head: input.head, resume, others, cwd: world.cwd });
  const tally = createTally();
  const started = Date.now();
  const planner = createPlanner(plan);
  let taken = 0;
  const end = showProgress({
    context,
    tally,
    fraction: () => (input.size ? Math.min(1, taken / input.size) : undefined),
    now: Date.now,
    crowded: resultsFile === undefined && world.stdout.isTTY === true,
  });
  try {
    context.stoppedNote = `go on with: ${resumeCall(context, options, false)}`;
    const pace = createPace(options.rate ?? session.rate, caller.environment);
    const ended = await runBatch({
      rows: input.rows,
      plan: (raw) => {
        taken += Buffer.byteLength(raw.text) + 1;
        return planner(raw);
      },
      shard,
      earlier: results.earlier,
      retryFailed: options.retryFailed,
      sender: createSender(caller, pace),
      breaker: createBreaker(options.maxFailures),
      concurrency: options.concurrency,
      record: async (result, { raw, outOrderNo }) => {
        await results.append(formatResult(result));
        tally.add(result);
        const { ending } = result;
        if ('error' in ending && statusOf(result) === 'failed')
          await failed.append({ raw, outOrderNo, reason: ending.error.message });
      },
      onSkip: async (status, { raw, outOrderNo }) => {
        tally.skip(status);
        if (status !== 'failed') return;
        await failed.append({
          raw,
          outOrderNo,
          reason: `failed in an earlier run: see the result of line ${raw.line} in ${resultsFile}`,
        });
      },
      signal: world.signal,
      onHalt: input.close,
    });
    end();
    const retryFailed = ended.end === 'tripped' || tally.putOff > 0;
    const next = resumeCall(context, options, retryFailed);
    context.stoppedNote = `go on with: ${next}`;
    const isLeft = retryFailed || ended.end === 'stopped' || tally.counts.unknown > 0;
    await tellSummary({ context, tally, milliseconds: Date.now() - started, resume: isLeft ? next : undefined });
    endRun(ended, { context, tally, limit: options.maxFailures });
  } finally {
    end();
    await Promise.all([results.close(), failed.close()]);
  }
};

/** `wxpay insurance batch`. */
export const command: CommandModule = {
  configure: configureBatch,
  run: async (context, [file = ''], given) => {
    const options = readBatchOptions(given);
    const { env } = context.world;
    checkOptions(options, file);
    keepYoungGenerationSmall();
    const shard = chooseShard({
      shard: options.shard ?? (options.shards === undefined ? env['WECHATPAY_SHARD'] || undefined : undefined),
      shards: options.shards,
      completionIndex: env['JOB_COMPLETION_INDEX'],
    });
    await withSession(context, async (session) => {
      const call: Call = { context, options, file, shard, session, plan: choosePlan(context, session, options) };
      if (options.dryRun) return dryRun(call);
      if (options.strict) await requireAllRight(call);
      const input = await openChecked(call);
      try {
        await send(call, input);
      } finally {
        input.close();
      }
    });
  },
};
