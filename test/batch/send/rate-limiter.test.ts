import { describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../../src/batch/send/rate-limiter.js';

/** A clock that stands still but while somebody sleeps. */
const createClock = () => {
  let time = 0;
  return {
    monotonic: () => time,
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      time += ms;
    },
    pass: (ms: number) => {
      time += ms;
    },
  };
};

/** When each of so many requests was sent, in milliseconds. */
const timesOf = async (limit: number | undefined, count: number) => {
  const clock = createClock();
  const limiter = createRateLimiter(limit, clock);
  const times: number[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    await limiter.take();
    times.push(clock.monotonic());
  }
  return times;
};

describe('a rate limiter', () => {
  it('lets requests through evenly, the first at once', async () => {
    expect(await timesOf(10, 4)).toEqual([0, 100, 200, 300]);
  });

  it('limits nothing when no rate was asked for', async () => {
    expect(await timesOf(undefined, 4)).toEqual([0, 0, 0, 0]);
  });

  it('makes up for a late timer by no more than 20 ms', async () => {
    const clock = createClock();
    const limiter = createRateLimiter(100, clock);
    await limiter.take();
    clock.pass(1000);
    const sent: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      await limiter.take();
      sent.push(clock.monotonic() - 1000);
    }
    expect(sent).toEqual([0, 0, 0, 10, 20]);
  });

  it('serves those who wait in their order', async () => {
    const limiter = createRateLimiter(10, createClock());
    const served: number[] = [];
    await Promise.all([0, 1, 2, 3].map(async (name) => limiter.take().then(() => served.push(name))));
    expect(served).toEqual([0, 1, 2, 3]);
  });

  it('rejects with the reason of the signal, and gives the turn to the next', async () => {
    const limiter = createRateLimiter(10, createClock());
    const stop = new AbortController();
    await limiter.take();
    const stopped = limiter.take(stop.signal);
    const next = limiter.take();
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    await next;
    await expect(limiter.take(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });
});

describe('after a 429', () => {
  it('the rate is halved, once for those that come within a second, and never below 1', () => {
    const clock = createClock();
    const limiter = createRateLimiter(8, clock);
    limiter.slowDown();
    limiter.slowDown();
    expect(limiter.rate).toBe(4);
    for (const rate of [2, 1, 1]) {
      clock.pass(1000);
      limiter.slowDown();
      expect(limiter.rate).toBe(rate);
    }
  });

  it('a rate below 1 that was asked for stays', () => {
    const limiter = createRateLimiter(0.5, createClock());
    limiter.slowDown();
    expect(limiter.rate).toBe(0.5);
  });

  it('the rate grows by a twentieth of the full one a second, up to it', async () => {
    const clock = createClock();
    const limiter = createRateLimiter(20, clock);
    limiter.slowDown();
    expect(limiter.rate).toBe(10);
    clock.pass(3000);
    await limiter.take();
    expect(limiter.rate).toBe(13);
    clock.pass(60_000);
    await limiter.take();
    expect(limiter.rate).toBe(20);
  });

  it('where no rate was asked for, it is half of what was sent in the second before', async () => {
    const clock = createClock();
    const limiter = createRateLimiter(undefined, clock);
    for (let sent = 0; sent < 60; sent += 1) await limiter.take();
    expect(limiter.rate).toBe(Number.POSITIVE_INFINITY);
    limiter.slowDown();
    expect(limiter.rate).toBe(30);
  });
});
