import type { Text } from '../../shared/text.js';

const attempts = (count: number): string => (count === 1 ? '1 attempt' : `${count} attempts`);

/** What became of an order that was to be created. */
export const outcome = {
  otherParameters: (number: string, problem: Text) =>
    `an order ${number} exists already, with other parameters: ${problem.en}`,
  otherParametersHint: () => 'Read the order and compare. If it is the one you want, it needs no second create.',
  refused: (number: string, problem: Text) => `order ${number} was refused: ${problem.en}`,
  notSent: (number: string, problem: Text, count: number) =>
    `order ${number} was not sent: ${problem.en} (${attempts(count)})`,
  rateLimited: (number: string, problem: Text, count: number) =>
    `order ${number} was rate-limited and not created: ${problem.en} (${attempts(count)})`,
  unknown: (number: string, problem: Text, count: number) =>
    `order ${number} may have been created: ${problem.en} (${attempts(count)})`,
  again: () => 'Run it again with the same out_order_no, which makes no second order; or only read the order.',
  afterCause: () => 'When the cause is found, read the order.',
  readOnce: (unknown: Text, reason: Text) => `${unknown.en}; read back once: ${reason.en}`,
  readBack: (unknown: Text, reads: number, seconds: number, reason: Text) =>
    `${unknown.en}; read back ${reads} times within ${seconds} s, the last time: ${reason.en}`,
  unexpected: (call: string, problem: Text) => `the signed response does not fit ${call}: ${problem.en}`,
  unexpectedHint: () => 'Read the whole response, and report it to the makers of wxpay.',
  mismatch: (field: string, expected: string, found: string) =>
    `the signed response is about something else: expected ${field} ${expected}, found ${found}`,
  mismatchHint: () =>
    'The response to another request was put in place of this one: check the proxy, and treat it as an attack.',
};
