import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createThroughput, MOST_STEPS } from '../../../../../../src/cli/commands/insurance/bulk/report/throughput.js';

const times = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 7000 }), fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true })),
  { maxLength: 300 },
);
const stepsOf = (given: readonly number[]) => {
  const throughput = createThroughput();
  for (const at of given) throughput.add(at);
  return throughput.steps();
};

it('every step holds what ended in it, however often steps were joined', () => {
  fc.assert(
    fc.property(times, (given) => {
      const { width, counts } = stepsOf(given);
      const expected = counts.map((_, at) => given.filter((time) => Math.floor(time / width) === at).length);
      expect(counts).toEqual(expected);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(given.length);
    }),
  );
});

it('there are never more steps than a chart shows', () => {
  fc.assert(fc.property(times, (given) => stepsOf(given).counts.length <= MOST_STEPS));
});
