import { createDuplicates, mayBringNumbers } from '../../../../batch/plan/duplicates.js';
import { checkColumns, createPlanner, type PlannedRow } from '../../../../batch/plan/plan-row.js';
import { isInShard, type Shard } from '../../../../batch/plan/shard.js';
import { UsageError } from '../../../../errors.js';
import { joinWordings, type Text } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import { encodingOf, type OpenInput, openBulkInput } from '../bulk/input.js';
import { type BatchCall, notReadTwice } from './call.js';

/**
 * Opens the input of a batch, and refuses a CSV file by its header alone.
 * @throws {UsageError} see `openBulkInput` and `checkColumns`
 */
export async function openChecked({ file, options, context, plan, onDetected }: BatchCall): Promise<OpenInput> {
  const { format, encoding } = options;
  const input = await openBulkInput(file, { format, encoding: encodingOf(encoding), onDetected }, context.world);
  try {
    if (input.head?.format === 'csv') checkColumns(input.head.columns, plan);
    return input;
  } catch (error) {
    input.close();
    throw error;
  }
}

/**
 * How many rows an input has, in every shard together; `undefined` for one that can be read only once, and for one that
 * cannot be read to its end, which the run itself tells.
 */
export async function countRows(
  { size }: Pick<OpenInput, 'size'>,
  { file, options, context: { world } }: BatchCall,
): Promise<number | undefined> {
  if (size === undefined) return undefined;
  try {
    const { format, encoding } = options;
    const { rows, close } = await openBulkInput(file, { format, encoding: encodingOf(encoding) }, world);
    let count = 0;
    for await (const portion of rows) {
      count += portion.length;
      if (world.signal.aborted) close();
    }
    return count;
  } catch {
    return undefined;
  }
}

/** Which rows are checked, and who is told of those that are wrong. */
export interface RowChecks {
  shard: Shard | undefined;
  onWrong: (row: PlannedRow, error: UsageError) => Promise<void>;
}

/** Checks every row of an input without sending anything; answers how many are right. */
export async function checkRows(
  input: OpenInput,
  { plan: setup, context: { world } }: BatchCall,
  { shard, onWrong }: RowChecks,
): Promise<number> {
  const plan = createPlanner(setup);
  const duplicates = createDuplicates(mayBringNumbers(input.head));
  let right = 0;
  for await (const rows of input.rows) {
    world.signal.throwIfAborted();
    for (const raw of rows) {
      const row = plan(raw);
      if (!isInShard(row.outOrderNo, shard)) continue;
      const noted = row.order === undefined ? row.error : duplicates.note(row);
      if (noted instanceof UsageError) await onWrong(row, noted);
      else right += 1;
    }
  }
  return right;
}

const SHOWN = 10;

/**
 * `--strict`: refuses the whole file when a row is wrong, of whichever shard.
 * @throws {UsageError} `INVALID_ROW` with the first problems; `CONFLICTING_OPTIONS` for what cannot be read twice
 */
export async function requireAllRight(call: BatchCall): Promise<void> {
  const input = await openChecked(call);
  if (input.size === undefined) {
    input.close();
    throw notReadTwice(call.file === '-' ? 'stdin' : call.file);
  }
  const problems: Text[] = [];
  let count = 0;
  await checkRows(input, call, {
    shard: undefined,
    onWrong: async (_, { texts }) => {
      count += 1;
      if (count <= SHOWN) problems.push(texts.message);
    },
  });
  if (count === 0) return;
  if (count > SHOWN) problems.push(sayBatch('strictMore', count - SHOWN));
  throw new UsageError(joinWordings([sayBatch('strictRefused', count), ...problems], '\n'), {
    code: 'INVALID_ROW',
    hint: sayBatch('strictHint'),
  });
}
