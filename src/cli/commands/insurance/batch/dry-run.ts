import { cannotWrite } from '../../../../batch/results/not-writable.js';
import { formatResult, type RowResult } from '../../../../batch/results/result-line.js';
import { createTally } from '../../../../batch/send/tally.js';
import { systemCode } from '../../../../shared/system-code.js';
import { sayBatch } from '../../../../texts/batch.js';
import { SOME_FAILED } from '../../../exit-codes.js';
import { describeError } from '../../../output/hints.js';
import type { World } from '../../../world.js';
import type { OpenInput } from '../bulk/input.js';
import type { BatchCall } from './call.js';
import { checkRows } from './checks.js';
import { failedLook, openFailedOutput } from './failed-output.js';
import { tellSummary } from './report.js';

/**
 * Prints lines, each awaited until its reader takes it: what is not read must not fill the memory. A reader that goes
 * away (`| head`) wants no more of them, and the count is told all the same.
 */
const createLinePrinter = ({ stdout, signal }: Pick<World, 'stdout' | 'signal'>): ((line: string) => Promise<void>) => {
  let isClosed = false;
  return (line) =>
    new Promise((done, reject) => {
      if (isClosed) return done();
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      stdout.write(line, (error) => {
        signal.removeEventListener('abort', stop);
        isClosed = systemCode(error) === 'EPIPE';
        if (error && !isClosed) reject(cannotWrite('stdout', error, sayBatch('nothingToSend')));
        else done();
      });
    });
};

/** `--dry-run`: a result line for each row that is wrong, and how many rows would be sent. */
export async function dryRun(call: BatchCall, input: OpenInput): Promise<void> {
  const { context, options, file, shard } = call;
  const { world } = context;
  const tally = createTally();
  const started = Date.now();
  const print = createLinePrinter(world);
  const failed = await openFailedOutput(options.failed, {
    head: input.head,
    look: failedLook(options),
    resume: false,
    others: [file],
    context,
  });
  try {
    const wouldSend = await checkRows(input, call, {
      shard,
      onWrong: async ({ raw, outOrderNo, digest }, error) => {
        const result: RowResult = { line: raw.line, outOrderNo, digest, attempts: 0, ending: { error } };
        tally.add(result);
        await print(formatResult(result, (each) => describeError(each, context.language)));
        await failed.append({ raw, outOrderNo, reason: error.texts.message[context.language] });
      },
    });
    tellSummary({ context, tally, milliseconds: Date.now() - started, wouldSend });
    if (tally.counts.failed > 0) context.exitCode = SOME_FAILED;
  } finally {
    await failed.close();
  }
}
