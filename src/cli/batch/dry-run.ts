import { formatResult, type RowResult } from '../../batch/result-line.js';
import { createTally } from '../../batch/tally.js';
import { SOME_FAILED } from '../exit-codes.js';
import type { BatchCall } from './call.js';
import { checkRows, openChecked } from './checks.js';
import { openFailedOutput, stdoutJournal } from './outputs.js';
import { tellSummary } from './report.js';

/** `--dry-run`: a result line for each row that is wrong, and how many rows would be sent. */
export async function dryRun(call: BatchCall): Promise<void> {
  const { context, options, file, shard } = call;
  const { world } = context;
  const tally = createTally();
  const started = Date.now();
  const results = stdoutJournal(world.stdout);
  const input = await openChecked(call);
  const failed = await openFailedOutput(options.failed, {
    head: input.head,
    resume: false,
    others: [file],
    context,
  });
  try {
    const wouldSend = await checkRows(input, call, {
      shard,
      onWrong: async ({ raw, outOrderNo }, error) => {
        const result: RowResult = { line: raw.line, outOrderNo, attempts: 0, ending: { error } };
        tally.add(result);
        await results.append(formatResult(result));
        await failed.append({ raw, outOrderNo, reason: error.message });
      },
    });
    await tellSummary({ context, tally, milliseconds: Date.now() - started, wouldSend });
    if (tally.counts.failed > 0) context.exitCode = SOME_FAILED;
  } finally {
    await failed.close();
  }
}
