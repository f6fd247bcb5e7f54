import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPriorityQueue } from '../../../src/sandbox/notifications/priority-queue.js';

it('gives the earliest first, whatever is added and taken in between', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(50), fc.constant(undefined)), { maxLength: 200 }), (steps) => {
      const queue = createPriorityQueue<{ due: number }>();
      const model: number[] = [];
      const take = () => {
        expect(queue.peek()?.due).toBe(model[0]);
        expect(queue.take()?.due).toBe(model.shift());
      };
      for (const step of steps) {
        if (step === undefined) {
          take();
          continue;
        }
        queue.add({ due: step });
        model.push(step);
        model.sort((a, b) => a - b);
      }
      while (model.length > 0) take();
      expect(queue.take()).toBeUndefined();
    }),
  );
});
