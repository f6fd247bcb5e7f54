import { createDuplicates } from '../batch/duplicates.js';
import { checkColumns, createPlanner, type PlannedRow, type PlanSetup } from '../batch/plan-row.js';
import { isInShard, type Shard } from '../batch/shard.js';
import { UsageError } from '../errors.js';
import type { OpenInput } from './batch-input.js';

/** What `--dry-run` and `--strict` check. */
export interface CheckSetup {
  input: OpenInput;
  plan: PlanSetup;
  shard: Shard | undefined;
  /** Fires when the user wants no more of it. */
  signal: AbortSignal;
  /** Called with each row that is wrong. */
  onWrong: (row: PlannedRow, error: UsageError) => Promise<void>;
}

/** Refuses a CSV file by its header alone. */
export function checkHead({ head }: OpenInput, plan: PlanSetup): void {
  if (head?.format === 'csv') checkColumns(head.columns, plan);
}

/** Checks every row without sending anything; answers how many are right. */
export async function checkRows({ input, plan: setup, shard, signal, onWrong }: CheckSetup): Promise<number> {
  const plan = createPlanner(setup);
  const duplicates = createDuplicates();
  let right = 0;
  for await (const rows of input.rows) {
    signal.throwIfAborted();
    for (const raw of rows) {
      const row = plan(raw);
      if (!isInShard(row.outOrderNo, shard)) continue;
      const noted =
        row.order === undefined ? row.error : row.derived ? undefined : duplicates.note(row.order, raw.line);
      if (noted instanceof UsageError) await onWrong(row, noted);
      else right += 1;
    }
  }
  return right;
}
