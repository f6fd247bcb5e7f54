import { expect, test } from 'vitest';
import { isTrustedOwner } from '../../src/shared/ownership.js';

test.each([
  ['our own', 1000, 1000, true],
  ['of root', 0, 1000, true],
  ['of another user', 1001, 1000, false],
  ['of a user, opened by root', 1000, 0, false],
  ['on Windows', 0, undefined, true],
])('a file %s is trusted or not', (_, uid, me, trusted) => {
  expect(isTrustedOwner(uid, me)).toBe(trusted);
});
