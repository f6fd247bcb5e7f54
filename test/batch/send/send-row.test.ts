import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRateLimiter } from '../../../src/batch/send/rate-limiter.js';
import { createSender } from '../../../src/batch/send/send-row.js';
import { type Harness, newOrder, startHarness } from '../../helpers/harness.js';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.dispose());

it.each([
  [['500', '500-after-store'], 1, 3],
  [['500-after-store'], 0, 2],
  [[], 0, 1],
] as const)(
  'with %j and %i repeats, all %i requests wait for their turn, the settling one too',
  async (faults, retries, requests) => {
    const caller = harness.caller({ retries });
    const limiter = createRateLimiter(undefined, caller.environment);
    let turns = 0;
    const counting = {
      ...limiter,
      take: async (signal?: AbortSignal) => {
        turns += 1;
        await limiter.take(signal);
      },
    };
    const before = harness.sandbox.requests().length;
    harness.sandbox.queueFaults([...faults]);
    const sent = await createSender(caller, counting).create(newOrder(), new AbortController().signal, () => {});
    expect(sent).toMatchObject({ attempts: retries + 1, ending: { order: expect.any(Buffer) } });
    expect(harness.sandbox.requests().length - before).toBe(requests);
    expect(turns).toBe(requests);
  },
);
