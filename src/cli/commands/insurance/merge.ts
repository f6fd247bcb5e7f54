import { resolve } from 'node:path';
import { createShardMerger, type ShardMerger } from '../../../batch/results/merge-shards.js';
import { readIdentity } from '../../../batch/results/results-identity.js';
import { UsageError } from '../../../errors.js';
import { reasonOf } from '../../../shared/message-of.js';
import { isStdin, openInputFile } from '../../../shared/open-input.js';
import { toPrintableJson } from '../../../shared/printable.js';
import { toText } from '../../../shared/text.js';
import { sayBatch } from '../../../texts/batch.js';
import { sayInsuranceHelp } from '../../../texts/help-insurance.js';
import { sayMerge } from '../../../texts/merge.js';
import { defineCommand } from '../../command-module.js';
import { type Context, stdoutLook } from '../../context.js';
import { SOME_FAILED } from '../../exit-codes.js';
import { printedAs } from '../../help/schemas.js';
import { checkFieldName, ownFieldLines } from '../../output/object.js';
import { readable, unreadable } from './bulk/input.js';
import { MERGE_FIELDS, type MergeSummary, renderMerge, summarizeMerge } from './merge/summary.js';

/** @throws {UsageError} `CONFLICTING_OPTIONS` for stdin, which says nothing of shards, and for a file that comes twice */
const checkFiles = (files: readonly string[], cwd: string): void => {
  const seen = new Set<string>();
  for (const file of files) {
    const code = 'CONFLICTING_OPTIONS';
    if (isStdin(file)) throw new UsageError(sayBatch('noFile', '<results>'), { code, hint: sayMerge('twiceHint') });
    const path = resolve(cwd, file);
    if (seen.has(path)) throw new UsageError(sayMerge('twice', file), { code, hint: sayMerge('twiceHint') });
    seen.add(path);
  }
};

const addFile = async (file: string, merger: ShardMerger, { world }: Context): Promise<void> => {
  const path = resolve(world.cwd, file);
  const input = await openInputFile(path);
  if (!input.ok) throw unreadable(file, toText(input.problem.reason));
  const { stream } = input;
  const close = () => stream.destroy(world.signal.reason);
  world.signal.addEventListener('abort', close, { once: true });
  try {
    const identity = await readIdentity(path).catch((error: unknown) => {
      throw unreadable(file, reasonOf(error), error);
    });
    await merger.add({ file, bytes: readable(stream, file), identity });
  } catch (error) {
    world.signal.throwIfAborted();
    throw error;
  } finally {
    world.signal.removeEventListener('abort', close);
    stream.destroy();
  }
};

const print = async (summary: MergeSummary, context: Context): Promise<void> => {
  const { io, output, language } = context;
  const field = ownFieldLines([{ ...summary }], context);
  if (field !== undefined) io.data(field);
  else if (output === 'table') io.data(renderMerge(summary, language, await stdoutLook(context)));
  else io.data(`${toPrintableJson(summary, output === 'json' ? 2 : 0)}\n`);
};

/** `wxpay insurance merge`. */
export const command = defineCommand({
  configure: (command, language) => command.argument('<results...>', sayInsuranceHelp('mergeResults')[language]),
  help: {
    effect: 'local',
    about: sayInsuranceHelp('mergeAbout'),
    examples: [
      { command: 'wxpay insurance merge results-*.ndjson', comment: sayInsuranceHelp('mergeShards') },
      {
        command: 'wxpay insurance merge results-1.ndjson results-2.ndjson --field failed',
        comment: sayInsuranceHelp('mergeJson'),
      },
    ],
    exitCodes: [7, 130, 143],
    exitMeanings: { 0: sayInsuranceHelp('mergeAllCreated'), 7: sayInsuranceHelp('mergeSomeOpen') },
    output: printedAs('merged'),
  },
  run: async (context, [files]) => {
    checkFieldName(context, MERGE_FIELDS);
    checkFiles(files, context.world.cwd);
    const merger = createShardMerger();
    for (const file of files) await addFile(file, merger, context);
    const summary = summarizeMerge(merger);
    await print(summary, context);
    // What is not known is not said to be well.
    const { complete, failed, unknown, duplicate_count: duplicates } = summary;
    if (!complete || failed + unknown + duplicates > 0) context.exitCode = SOME_FAILED;
  },
});
