import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonProblem } from '../../src/config/json-syntax.js';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('nothing is wrong with JSON', () => {
  fc.assert(fc.property(fc.json(), (text) => findJsonProblem(text) === undefined));
  expect(findJsonProblem(JSON.stringify({ 中文: ['😀', '\u007f', -1.5e-7] }, null, 2))).toBeUndefined();
});

test('whatever one character is taken out or put in, it agrees with JSON.parse', () => {
  const character = fc.constantFrom(...'{}[]",:\\ \n\t-+.0eE1truefalsn\u0001');
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.nat({ max: 1 }), character, (text, position, removed, inserted) => {
      const at = position % (text.length + 1);
      const changed = text.slice(0, at) + inserted + text.slice(at + removed);
      expect(findJsonProblem(changed) === undefined).toBe(isJson(changed));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['', 0, 'expected a value'],
  ['{"a" 1}', 5, 'expected a colon'],
  ['{"a": 01}', 7, 'expected a comma or }'],
  ['[1, 2', 5, 'expected a comma or ]'],
  ["{'a': 1}", 1, 'expected a name in double quotes'],
])('%j: at %i, %s', (text, offset, reason) => {
  expect(findJsonProblem(text)).toEqual({ offset, reason });
});
