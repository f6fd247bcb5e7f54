import { expect, test } from 'vitest';
import { createNonceMemory } from '../../../src/sandbox/api/nonces.js';

const MINUTE = 60_000;

test('a nonce may be used once, whatever others are used in between', () => {
  const memory = createNonceMemory(() => 0);
  expect(['a', 'b', 'a', 'b', 'c', 'a'].map(memory.use)).toEqual([true, true, false, false, true, false]);
});

test('a nonce is remembered for ten minutes', () => {
  let now = 0;
  const memory = createNonceMemory(() => now);
  memory.use('a');
  now = 10 * MINUTE - 1;
  expect(memory.use('a')).toBe(false);
  now = 10 * MINUTE;
  expect(memory.use('a')).toBe(true);
});

test('a nonce that is refused does not live longer for it', () => {
  let now = 0;
  const memory = createNonceMemory(() => now);
  memory.use('a');
  now = 5 * MINUTE;
  memory.use('a');
  now = 10 * MINUTE;
  expect(memory.use('a')).toBe(true);
});

test('beyond the limit the oldest is forgotten', () => {
  const memory = createNonceMemory(() => 0, 2);
  for (const nonce of ['a', 'b', 'c']) memory.use(nonce);
  expect(memory.use('c')).toBe(false);
  expect(memory.use('a')).toBe(true);
});
