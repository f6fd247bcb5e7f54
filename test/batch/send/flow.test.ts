import { setMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createDigestTable, digestOf } from '../../../src/batch/plan/digest-table.js';
import { createJournal } from '../../../src/batch/results/journal.js';
import { createBreaker } from '../../../src/batch/send/breaker.js';
import { createRateLimiter } from '../../../src/batch/send/rate-limiter.js';
import { ApiError, NetworkError, SignatureError } from '../../../src/errors.js';
import { realRuntime } from '../../../src/http/runtime.js';

/** A clock that moves only while somebody sleeps. */
const fakeTime = () => {
  let time = 1_000_000;
  return {
    monotonic: () => time,
    pass: (ms: number) => {
      time += ms;
    },
    sleep: async (ms: number) => {
      time += ms;
    },
  };
};

describe('the pace', () => {
  it('keeps to the rate', async () => {
    const time = fakeTime();
    const limiter = createRateLimiter(50, time);
    const start = time.monotonic();
    for (let at = 0; at < 500; at += 1) await limiter.take();
    expect((time.monotonic() - start) / 1000).toBeCloseTo(10, 0);
  });

  it('is halved by a 429, once for all that were in flight, and recovers to the rate and no further', async () => {
    const time = fakeTime();
    const limiter = createRateLimiter(40, time);
    limiter.slowDown();
    limiter.slowDown();
    expect(limiter.rate).toBe(20);
    time.pass(1000);
    limiter.slowDown();
    expect(limiter.rate).toBe(10);
    time.pass(3000);
    await limiter.take();
    expect(limiter.rate).toBe(16);
    time.pass(60_000);
    await limiter.take();
    expect(limiter.rate).toBe(40);
  });

  it('gives the slots of those who gave up to those who still wait', async () => {
    const time = realRuntime();
    const limiter = createRateLimiter(10, time);
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    await limiter.take();
    const given = Array.from({ length: 30 }, () => limiter.take(stop.signal));
    const repeat = limiter.take();
    const start = Date.now();
    stop.abort(new Error('stopped'));
    const ends = await Promise.allSettled(given);
    expect(ends.map((end) => end.status === 'rejected' && String(end.reason))).toEqual(
      given.map(() => 'Error: stopped'),
    );
    await repeat;
    // Behind the thirty it would be its turn after three seconds.
    expect(Date.now() - start).toBeLessThan(1500);
  });

  it('does not stand still when the clock is set back', async () => {
    const time = fakeTime();
    const limiter = createRateLimiter(10, time);
    await limiter.take();
    time.pass(-3_600_000);
    const before = time.monotonic();
    for (let at = 0; at < 10; at += 1) await limiter.take();
    expect(time.monotonic() - before).toBeLessThan(2000);
  });

  it('serves in the order of asking, at the rate', async () => {
    const limiter = createRateLimiter(50, realRuntime());
    const served: number[] = [];
    const start = Date.now();
    await Promise.all(Array.from({ length: 11 }, (_, at) => limiter.take().then(() => served.push(at))));
    expect(Date.now() - start).toBeGreaterThanOrEqual(175);
    expect(served).toEqual(served.toSorted((a, b) => a - b));
  });

  it('has no limit of its own until the first 429, which sets it by what was sent', async () => {
    const time = fakeTime();
    const limiter = createRateLimiter(undefined, time);
    for (let at = 0; at < 300; at += 1) {
      await limiter.take();
      time.pass(5);
    }
    expect(limiter.rate).toBe(Number.POSITIVE_INFINITY);
    limiter.slowDown();
    expect(limiter.rate).toBeGreaterThan(80);
    expect(limiter.rate).toBeLessThan(120);
  });
});

describe('the breaker', () => {
  const noAuth = () => new ApiError('no', { code: 'NO_AUTH', status: 403, signed: true });
  const down = () => new NetworkError('no', { code: 'ECONNREFUSED', outcome: 'not-sent' });
  const forged = () => new SignatureError('no', { code: 'SIGNATURE_MISMATCH' });
  const refused = () => new ApiError('no', { code: 'PARAM_ERROR', status: 400, signed: true });

  it.each([noAuth, down, forged])('trips when one cause comes so often in a row', (cause) => {
    const breaker = createBreaker(3);
    for (let at = 0; at < 2; at += 1) breaker.note(cause());
    expect(breaker.tripped).toBeUndefined();
    breaker.note(cause());
    expect(breaker.tripped?.code).toBe(cause().code);
  });

  it('trips though the cause shows in several ways, and not for a 403 about the row', () => {
    const signatures = createBreaker(4);
    const codes = ['SIGNATURE_MISSING', 'SIGNATURE_MISMATCH', 'SIGNATURE_MISSING', 'SIGNATURE_EXPIRED'] as const;
    for (const code of codes) signatures.note(new SignatureError('no', { code }));
    expect(signatures.tripped?.code).toBe('SIGNATURE_EXPIRED');
    const network = createBreaker(2);
    network.note(down());
    network.note(new NetworkError('no', { code: 'SYSTEM_ERROR', status: 500, outcome: 'unknown' }));
    expect(network.tripped).toBeDefined();
    const rows = createBreaker(2);
    for (const status of [403, 403, 403]) {
      rows.note(new ApiError('no', { code: 'PARAM_ERROR', status, signed: true }));
    }
    expect(rows.tripped).toBeUndefined();
  });

  it('does not trip for refusals of rows, for causes that change, after a success, or when it is off', () => {
    const breaker = createBreaker(3);
    for (const error of [refused, refused, refused, down, down, forged, down, down]) breaker.note(error());
    breaker.note(undefined);
    for (const error of [down, down]) breaker.note(error());
    expect(breaker.tripped).toBeUndefined();
    const off = createBreaker(0);
    for (let at = 0; at < 99; at += 1) off.note(down());
    expect(off.tripped).toBeUndefined();
    const strict = createBreaker(1);
    strict.note(down());
    expect(strict.tripped).toBeDefined();
  });
});

describe('the journal', () => {
  it('keeps the order, writes together what waits, and refuses everything after a failure', async () => {
    const written: string[] = [];
    const journal = createJournal(async (text) => {
      if (text.includes('bad')) throw new Error('full');
      await new Promise((resolve) => setTimeout(resolve, 5));
      written.push(text);
    });
    const first = journal.append('1\n');
    await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([first, ...['2\n', '3\n', '4\n'].map((line) => journal.append(line))]);
    expect(written).toEqual(['1\n', '2\n3\n4\n']);
    await expect(journal.append('bad\n')).rejects.toThrow('full');
    await expect(journal.append('5\n')).rejects.toThrow('full');
    expect(written.join('')).not.toContain('5');
  });
});

it('the table of digests keeps what a Map keeps', () => {
  const table = createDigestTable();
  const map = new Map<string, number>();
  for (let at = 0; at < 20_000; at += 1) {
    const key = `key${(at * 7919) % 15_000}`;
    table.set(digestOf('test', key), at + 1);
    map.set(key, at + 1);
  }
  for (const [key, value] of map) expect(table.get(digestOf('test', key))).toBe(value);
  expect(table.get(digestOf('other', 'key1'))).toBe(0);
});
