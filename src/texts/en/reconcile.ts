import type { Text } from '../../shared/text.js';

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** What `reconcile` says. */
export const reconcile = {
  noColumn: () => 'the input has no column out_order_no',
  inputs: () =>
    'Expected the results of a batch, NDJSON or CSV with out_order_no, or one number a line. Nothing was sent.',
  badLine: (line: number, problem: Text) => `line ${line}: ${problem.en}`,
  noNumber: (line: number) => `line ${line}: out_order_no is missing`,
  badNumber: (line: number, problem: string) => `line ${line}: out_order_no: ${problem}`,
  reading: (count: number) => `reading ${plural(count, 'order')} back`,
  failedRows: (count: number) => `${plural(count, 'row')} of the batch failed and made no order: not read`,
  otherStates: (count: number) => `${plural(count, 'order')} in other states than --only: not read`,
  again: (count: number, seconds: number) =>
    `${plural(count, 'order is', 'orders are')} not final; reading again in ${Math.round(seconds)} s`,
  headState: () => 'STATE',
  headOrders: () => 'ORDERS',
  headChanged: () => 'CHANGED',
  absent: () => '(absent)',
  unknown: () => '(unknown)',
  invalid: () => '(line not valid)',
  earlierRun: () => '(in an earlier run)',
  total: (count: number, duration: Text, rate: number) =>
    `${plural(count, 'order')} in ${duration.en}${rate > 0 ? `, ${rate} a second` : ''}`,
};
