import type { Text } from '../../shared/text.js';

/** What can be wrong with the input of a batch: its header, its rows, its shards. */
export const batchInput = {
  atLine: (line: number, problem: Text) => `line ${line}: ${problem.en}`,
  headerTooLong: (limit: number) => `the CSV header is longer than ${limit} bytes`,
  headerTooLongHint: () => 'Expected CSV, or NDJSON with one object a line.',
  headerUnusable: (problem: Text) => `the CSV header cannot be used: ${problem.en}`,
  headerHint: () => 'The first line names the columns: openid, out_order_no, notify_url, service_id.',
  columnUnnamed: () => 'a column has no name',
  columnTwice: (name: string) => `column ${name} is there twice`,
  rowTooLong: (limit: number) => `it is longer than ${limit} bytes`,
  notCsv: () => 'it is not valid CSV',
  notCsvBecause: (reason: Text) => `it is not valid CSV: ${reason.en}`,
  openingQuote: () => 'a quote stands inside a cell that does not begin with one',
  closingQuote: () => 'something follows the closing quote of a cell',
  quoteNotClosed: () => 'a quote is not closed',
  cells: (found: number, expected: number) =>
    `it has ${found} ${found === 1 ? 'cell' : 'cells'}, the header has ${expected}`,
  notValidJson: (column: number, reason: Text) => `it is not a valid JSON object: column ${column}: ${reason.en}`,
  notAnObject: () => 'it is not a JSON object',
  field: (name: string, problem: Text) => `${name}: ${problem.en}`,
  notifyUrlRequired: (key: string, variable: string) =>
    `notify_url: it is required (a column, or ${key} in the configuration, or ${variable})`,
  unknownField: (name: string, suggestion: Text) => `${name}: the API has no such field.${suggestion.en}`,
  more: (count: number) => `and ${count} more.`,
  unknownColumn: (name: string, suggestion: Text) => `the API has no field ${name}.${suggestion.en}`,
  knownColumns: (names: string) => `Known: ${names}.`,
  noOpenid: () => 'openid: there is no such column',
  namesHint: () => 'The first line names the columns. Nothing was sent.',
  numberTaken: (number: string) => `out_order_no ${number} is that of an earlier row, which is another order`,
  derivedNumberTaken: (number: string) =>
    `the number that is derived for it, ${number}, is that of an earlier row, which is another order`,
  numberTakenHint: () => 'Give each order a number of its own.',
  noSuchShard: (said: Text) => `there is no such shard: ${said.en}`,
  shardTwice: () => 'a shard and a number of shards are two ways to say the same',
  shardsNeedIndex: () => 'a number of shards needs JOB_COMPLETION_INDEX in the environment',
  completionIndex: (index: string, count: number) => `JOB_COMPLETION_INDEX=${index} of ${count}`,
  shardForm: (found: string) => `a shard: expected <i>/<n>, found ${found}`,
};
