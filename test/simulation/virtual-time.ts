/** What a sequence may not take: then it never ends. */
const MOST_STEPS = 50_000;

/** A clock that stands still until nothing else is left to do, and then goes to the next event at once. */
export interface VirtualTime {
  /** Milliseconds since the sequence began. */
  now: () => number;
  /** Has something happen so many milliseconds from now. */
  after: (ms: number, action: () => void) => void;
  /** Resolves so many milliseconds from now; rejects with the signal's reason when that fires. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /**
   * Lets time pass until the promise is settled.
   * @param onStep called before each step
   * @throws when nothing is left to happen, or too much happens, and the promise is still not settled
   */
  until: (promise: Promise<unknown>, onStep?: () => void) => Promise<void>;
  /** Lets so many milliseconds pass, with all that happens in them. */
  pass: (ms: number) => void;
}

/** Resolves when all that could run without time passing has run. */
const standstill = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Event {
  at: number;
  action: () => void;
}

/**
 * Makes a clock at zero. Events at the same moment happen in the order in which they were arranged.
 */
export function createVirtualTime(): VirtualTime {
  let time = 0;
  let events: Event[] = [];

  const after: VirtualTime['after'] = (ms, action) => {
    const event = { at: time + Math.max(0, ms), action };
    const place = events.findLastIndex(({ at }) => at <= event.at);
    events.splice(place + 1, 0, event);
  };
  const step = (): boolean => {
    const next = events.shift();
    if (next === undefined) return false;
    time = Math.max(time, next.at);
    next.action();
    return true;
  };

  return {
    now: () => time,
    after,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const abort = () => reject(signal?.reason);
        signal?.addEventListener('abort', abort, { once: true });
        after(ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
      }),
    until: async (promise, onStep) => {
      let isSettled = false;
      const end = () => {
        isSettled = true;
      };
      promise.then(end, end);
      let idle = 0;
      for (let steps = 0; ; steps += 1) {
        await standstill();
        if (isSettled) return;
        if (steps > MOST_STEPS) throw new Error(`not ended after ${MOST_STEPS} steps, at ${time} ms`);
        onStep?.();
        if (isSettled) return;
        idle = step() ? 0 : idle + 1;
        if (idle > 50) throw new Error(`nothing is left to happen at ${time} ms, and the run has not ended`);
      }
    },
    pass: (ms) => {
      const end = time + ms;
      while ((events[0]?.at ?? Number.POSITIVE_INFINITY) <= end) step();
      time = end;
      events = events.filter(({ at }) => at > end);
    },
  };
}
