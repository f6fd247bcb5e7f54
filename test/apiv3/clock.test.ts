import { describe, expect, test } from 'vitest';
import { clockOffsetSeconds, describeClockOffset } from '../../src/apiv3/clock.js';

describe('describeClockOffset', () => {
  test.each([
    [432, 'this clock is 7 min 12 s behind'],
    [-432, 'this clock is 7 min 12 s ahead'],
    [301, 'this clock is 5 min 1 s behind'],
    [-59.6, 'this clock is 1 min ahead'],
    [3600, 'this clock is 1 h behind'],
    [-3661, 'this clock is 1 h 1 min ahead'],
    [90_061, 'this clock is 1 d 1 h behind'],
    [86_405, 'this clock is 1 d 5 s behind'],
    [0.2, 'this clock is 0 s behind'],
  ])('%d s: %s', (offset, text) => {
    expect(describeClockOffset(offset).en).toBe(text);
  });
});

describe('clockOffsetSeconds', () => {
  const now = Date.UTC(2026, 10, 23, 8, 0, 0);

  test.each([
    ['Mon, 23 Nov 2026 08:07:12 GMT', 432],
    ['Mon, 23 Nov 2026 08:00:00 GMT', 0],
    ['Mon, 23 Nov 2026 07:59:00 GMT', -60],
  ])('%s', (header, offset) => {
    expect(clockOffsetSeconds(header, now)).toBe(offset);
  });

  test('rounds to seconds', () => {
    expect(clockOffsetSeconds('Mon, 23 Nov 2026 08:00:10 GMT', now + 400)).toBe(10);
  });

  test.each([undefined, '', 'yesterday'])('is unknown without a readable header: %j', (header) => {
    expect(clockOffsetSeconds(header, now)).toBeUndefined();
  });
});
