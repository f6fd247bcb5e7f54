import { describe, expect, it } from 'vitest';
import { fail, type NotificationResponse, TAKEN } from '../../src/notification/answers.js';
import { createRepeats, type Repeats } from '../../src/notification/repeats.js';

/** Delivers an id; answers whether it was told as a repeat. */
const deliver = async (repeats: Repeats, id: string, take: () => Promise<NotificationResponse> = async () => TAKEN) => {
  let told: boolean | undefined;
  const answer = await repeats.deliver(id, {
    take,
    tell: async (_, repeat) => {
      told = repeat;
    },
  });
  return { answer, repeat: told };
};

describe('the memory of ids', () => {
  it('is bounded: what was seen longest ago is forgotten first', async () => {
    const repeats = createRepeats(2);
    let done = 0;
    const take = async () => {
      done += 1;
      return TAKEN;
    };
    const seen = [];
    // b, seen again, is younger than a; c pushes a out.
    for (const id of ['b', 'a', 'b', 'c', 'b', 'a']) seen.push((await deliver(repeats, id, take)).repeat);
    expect(seen).toEqual([false, false, true, false, true, false]);
    expect(done).toBe(4);
  });

  it('tries again what was not taken, one at a time', async () => {
    const repeats = createRepeats();
    const answers = [fail(500, 'no'), TAKEN];
    let running = 0;
    const take = async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
      running -= 1;
      return answers.shift() ?? fail(500, 'too often');
    };
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => deliver(repeats, 'a', take)));
    expect(outcomes.map(({ answer }) => answer.status)).toEqual([500, 204, 204, 204]);
    expect(outcomes.map(({ repeat }) => repeat)).toEqual([false, true, true, true]);
  });

  it('what could not be told is no repeat when it comes again, and is not taken twice', async () => {
    const repeats = createRepeats();
    let taken = 0;
    const told: boolean[] = [];
    const delivery = (works: boolean) =>
      repeats.deliver('a', {
        take: async () => {
          taken += 1;
          return TAKEN;
        },
        tell: async (_, repeat) => {
          if (!works) throw new Error('full');
          told.push(repeat);
        },
      });
    // All at once, as WeChat Pay may send again while the first is still being told.
    const ends = await Promise.allSettled([delivery(false), delivery(false), delivery(true), delivery(true)]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
    expect(told).toEqual([false, true]);
    expect(taken).toBe(1);
  });

  it('what could not be taken at all is tried again', async () => {
    const repeats = createRepeats();
    const broken = async () => {
      throw new Error('broken');
    };
    await expect(deliver(repeats, 'a', broken)).rejects.toThrow('broken');
    expect(await deliver(repeats, 'a')).toEqual({ answer: TAKEN, repeat: false });
  });
});
