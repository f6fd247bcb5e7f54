import type { Environment } from '../../http/types.js';

/** When requests may be sent: not faster than the rate, which falls when WeChat Pay complains and recovers by itself. */
export interface RateLimiter {
  /** Resolves when the next request may be sent; rejects with the signal's reason when that fires first. */
  take(signal?: AbortSignal): Promise<void>;
  /** Says that a request was answered with 429. */
  slowDown(): void;
  /** The rate now, in requests a second; `Infinity` while nothing limits it. */
  readonly rate: number;
}

/** How early, in milliseconds, requests may be sent to make up for timers that are late. */
const SLACK_MS = 20;

/** The requests in flight are refused together; that is one complaint. */
const COMPLAINT_MS = 1000;

/** What a second without complaint gives back: this part of the full rate. */
const RECOVERY = 1 / 20;

/**
 * A token bucket whose rate is halved at a 429 and grows by a twentieth of the full rate a second after it (additive
 * increase, multiplicative decrease). Where no rate was asked for, the first 429 sets it: to half of what was sent in
 * the second before.
 * @param limit requests a second; `undefined` for no limit of ours
 */
export function createRateLimiter(
  limit: number | undefined,
  { monotonic, sleep }: Pick<Environment, 'monotonic' | 'sleep'>,
): RateLimiter {
  let full = limit ?? Number.POSITIVE_INFINITY;
  let rate = full;
  let nextAt = 0;
  let changedAt = monotonic();
  let complainedAt = Number.NEGATIVE_INFINITY;
  let window = { start: monotonic(), sent: 0, before: 0 };
  const waiting: { serve: () => void }[] = [];
  let serving = false;
  /** Ends the sleep when nobody waits any more: a timer that serves nobody would keep the process alive. */
  let idle = new AbortController();

  const count = (time: number) => {
    if (time - window.start >= 1000) {
      window = { start: time, sent: 0, before: window.sent / ((time - window.start) / 1000) };
    }
    window.sent += 1;
  };
  const recover = (time: number) => {
    if (rate >= full && limit !== undefined) return;
    const seconds = Math.floor((time - changedAt) / 1000);
    if (seconds < 1 || rate === Number.POSITIVE_INFINITY) return;
    rate += full * RECOVERY * seconds;
    if (limit !== undefined) rate = Math.min(limit, rate);
    changedAt = time;
  };

  /** Takes the next slot if its time has come. */
  const takeSlot = (time: number): boolean => {
    recover(time);
    // It is never further away than one turn, though it was set when the rate was lower.
    nextAt = Math.min(nextAt, time + 1000 / rate);
    if (nextAt > time) return false;
    nextAt = Math.max(nextAt, time - SLACK_MS) + 1000 / rate;
    return true;
  };

  // Slots are given out when their time has come, and not before: those who wait may give up, and the rate may change.
  const serve = async (): Promise<void> => {
    while (waiting.length > 0) {
      try {
        await sleep(Math.min(Math.max(0, nextAt - monotonic()), 1000 / rate), idle.signal);
      } catch (error) {
        if (!idle.signal.aborted) throw error;
      }
      idle = new AbortController();
      while (waiting.length > 0 && takeSlot(monotonic())) waiting.shift()?.serve();
    }
    serving = false;
  };

  return {
    take: (signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const time = monotonic();
        recover(time);
        count(time);
        if (rate === Number.POSITIVE_INFINITY || (waiting.length === 0 && takeSlot(time))) {
          resolve();
          return;
        }
        const giveUp = () => {
          waiting.splice(waiting.indexOf(waiter), 1);
          if (waiting.length === 0) idle.abort();
          reject(signal?.reason);
        };
        const waiter = {
          serve: () => {
            signal?.removeEventListener('abort', giveUp);
            resolve();
          },
        };
        signal?.addEventListener('abort', giveUp, { once: true });
        waiting.push(waiter);
        if (serving) return;
        serving = true;
        void serve();
      }),
    slowDown: () => {
      const time = monotonic();
      if (time - complainedAt < COMPLAINT_MS) return;
      complainedAt = time;
      changedAt = time;
      if (full === Number.POSITIVE_INFINITY) {
        full = Math.max(window.before, window.sent, 2);
        rate = full;
      }
      rate = Math.max(rate / 2, Math.min(1, full));
    },
    get rate() {
      return rate;
    },
  };
}
