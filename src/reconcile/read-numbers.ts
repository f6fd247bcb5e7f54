import type { Input, InputHead } from '../batch/input/open-input.js';
import { isFields, type RawRow } from '../batch/input/raw-row.js';
import { UsageError } from '../errors.js';
import { OTHER_PARAMETERS } from '../insurance/create-failure.js';
import { createOrderRequest } from '../insurance/schema.js';
import { suggestName } from '../shared/suggest.js';
import { toText } from '../shared/text.js';
import { issueMessage } from '../shared/zod-issues.js';
import { sayReconcile } from '../texts/reconcile.js';
import { createNumberTable, type NumberTable } from './number-table.js';

/** The numbers of an input, each once. */
export interface Numbers {
  /** The state that the input has for each number, if it has one; of several the last one. */
  stateOf: NumberTable;
  /** How many rows of a batch's results have failed: they made no order that could be read back. */
  failedRows: number;
}

const NUMBER = 'out_order_no';

const outOrderNo = createOrderRequest(false).shape.out_order_no;

const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The state in a row: of a result of `batch` or `reconcile`, of an order, or of a table with that column. */
const stateIn = ({ order, state, order_receive_state: own }: Readonly<Record<string, unknown>>): string | undefined =>
  stringOf(isFields(order) ? order['order_receive_state'] : (state ?? own));

/** Whether a row is a result of `batch` for which there is certainly no order. */
const isFailedRow = ({ status, error }: Readonly<Record<string, unknown>>): boolean =>
  status === 'failed' && !(isFields(error) && error['code'] === OTHER_PARAMETERS);

/**
 * Whether a CSV file is a list of numbers without a header, its first line being one of them.
 * @throws {UsageError} `MISSING_COLUMN` for a header without `out_order_no`
 */
const isBareList = ({ columns }: Extract<InputHead, { format: 'csv' }>): boolean => {
  if (columns.includes(NUMBER)) return false;
  const [first = ''] = columns;
  const isNumber = outOrderNo.safeParse(first).success && suggestName(first, [NUMBER]) === undefined;
  if (columns.length === 1 && isNumber) return true;
  throw new UsageError(sayReconcile('noColumn'), { code: 'MISSING_COLUMN', hint: sayReconcile('inputs') });
};

/**
 * Reads all numbers of an input: results of `batch` or `reconcile`, NDJSON or CSV with `out_order_no`, or one number a
 * line.
 * @param onProblem told of every line without a usable number
 * @throws {UsageError} `MISSING_COLUMN`
 */
export async function readNumbers(
  { head, rows }: Input,
  onProblem: (line: number, problem: UsageError) => Promise<void>,
): Promise<Numbers> {
  const numbers: Numbers = { stateOf: createNumberTable(), failedRows: 0 };
  const bare = head?.format === 'csv' && isBareList(head) ? head.columns[0] : undefined;

  const add = async ({ line, fields, problem }: RawRow): Promise<void> => {
    const invalid = (text: ReturnType<typeof sayReconcile>) =>
      onProblem(line, new UsageError(text, { code: 'INVALID_ROW' }));
    if (fields === undefined) return invalid(sayReconcile('badLine', line, toText(problem)));
    const given = fields[bare ?? NUMBER];
    if (given === undefined) return invalid(sayReconcile('noNumber', line));
    const { data: number, error } = outOrderNo.safeParse(given, { error: issueMessage });
    if (number === undefined) return invalid(sayReconcile('badNumber', line, error?.issues[0]?.message ?? ''));
    if (isFailedRow(fields)) {
      // An earlier row may have been created by a later run of the same batch, or the other way round.
      if (!numbers.stateOf.has(number)) numbers.failedRows += 1;
      return;
    }
    numbers.stateOf.set(number, stateIn(fields) ?? numbers.stateOf.get(number));
  };

  if (bare !== undefined) numbers.stateOf.set(bare, undefined);
  for await (const portion of rows) for (const row of portion) await add(row);
  return numbers;
}
