import { describe, expect, it } from 'vitest';
import { fail, TAKEN } from '../../src/notification/answers.js';
import { createRepeats } from '../../src/notification/repeats.js';

describe('the memory of ids', () => {
  it('is bounded: what was seen longest ago is forgotten first', async () => {
    const repeats = createRepeats(2);
    let done = 0;
    const once = (id: string) =>
      repeats.once(id, async () => {
        done += 1;
        return TAKEN;
      });
    const seen = [];
    // b, seen again, is younger than a; c pushes a out.
    for (const id of ['b', 'a', 'b', 'c', 'b', 'a']) seen.push((await once(id)).repeat);
    expect(seen).toEqual([false, false, true, false, true, false]);
    expect(done).toBe(4);
  });

  it('tries again what was not taken, one at a time', async () => {
    const repeats = createRepeats();
    const answers = [fail(500, 'no'), TAKEN];
    let running = 0;
    const work = async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
      running -= 1;
      return answers.shift() ?? fail(500, 'too often');
    };
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => repeats.once('a', work)));
    expect(outcomes.map(({ answer }) => answer.status)).toEqual([500, 204, 204, 204]);
    expect(outcomes.map(({ repeat }) => repeat)).toEqual([false, true, true, true]);
  });
});
