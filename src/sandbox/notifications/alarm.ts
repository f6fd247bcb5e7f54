/** Longer timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Rings once, at the time that it is set for. */
export interface Alarm {
  /** @param due milliseconds since 1970; it takes the place of the time before */
  setFor(due: number): void;
  stop(): void;
}

/**
 * One timer for whatever is to be done first. It keeps no process alive.
 * @param ring is called when the time has come, or earlier if that is weeks away
 * @param now milliseconds since 1970
 */
export function createAlarm(ring: () => void, now: () => number): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let setTo: number | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    setTo = undefined;
  };

  return {
    setFor: (due) => {
      // Most of the time it is the same: a thousand orders a second need no thousand timers.
      if (due === setTo) return;
      stop();
      setTo = due;
      const wait = Math.min(Math.max(due - now(), 1), LONGEST_TIMER_MS);
      timer = setTimeout(() => {
        setTo = undefined;
        ring();
      }, wait).unref();
    },
    stop,
  };
}
