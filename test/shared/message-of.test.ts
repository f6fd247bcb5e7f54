import { expect, it } from 'vitest';
import { messageOf } from '../../src/shared/message-of.js';

it.each([
  [new TypeError('no such thing'), 'no such thing'],
  ['text', 'text'],
  [undefined, 'undefined'],
  [null, 'null'],
  [7, '7'],
])('of %s it is %j', (thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});
