import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createNumberTable } from '../../src/reconcile/number-table.js';

it('keeps numbers and states as a Map does, in the order in which they came', () => {
  const number = fc.stringMatching(/^[0-9A-Za-z_\-|*]{1,2}$|^[ab|*]{32}$/);
  const step = fc.record({
    number,
    what: fc.constantFrom('set', 'delete'),
    state: fc.option(fc.constantFrom('RECEIVING', 'RECEIVED', 'made up 状态'), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const table = createNumberTable();
      const map = new Map<string, string | undefined>();
      const deleted = new Set<string>();
      for (const { number: name, what, state } of steps) {
        if (what === 'delete') {
          expect(table.delete(name)).toBe(map.delete(name));
          deleted.add(name);
        } else if (!deleted.has(name)) {
          table.set(name, state);
          map.set(name, state);
        }
        expect([table.size, table.has(name), table.get(name)]).toEqual([map.size, map.has(name), map.get(name)]);
      }
      expect([...table]).toEqual([...map]);
    }),
  );
});

it('keeps many numbers, and takes one back that was deleted', () => {
  const table = createNumberTable();
  const numbers = Array.from({ length: 10_000 }, (_, at) => `${'n'.repeat(at % 28)}${at}`);
  for (const [at, number] of numbers.entries()) table.set(number, at % 3 === 0 ? 'RECEIVED' : undefined);
  expect(Array.from(table, ([number]) => number)).toEqual(numbers);
  expect(table.get(numbers[9_999] ?? '')).toBe('RECEIVED');
  for (const [number] of table) if (number !== numbers[0]) table.delete(number);
  expect([...table]).toEqual([[numbers[0], 'RECEIVED']]);
  table.set(numbers[1] ?? '', 'RECEIVING');
  expect([...table]).toEqual([
    [numbers[0], 'RECEIVED'],
    [numbers[1], 'RECEIVING'],
  ]);
});
