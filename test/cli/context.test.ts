import { expect, test } from 'vitest';
import { terminalWidth } from '../../src/cli/context.js';

test.each([
  ['a terminal', { isTTY: true, columns: 80 }, 80],
  ['a terminal that does not say', { isTTY: true, columns: 0 }, undefined],
  ['a terminal without a size', { isTTY: true }, undefined],
  ['a pipe', { columns: 80 }, undefined],
])('the width of %s', (_, stream, width) => {
  expect(terminalWidth(stream)).toBe(width);
});
