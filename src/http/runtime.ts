import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from './types.js';

/** The real clocks, chance and waiting; whatever the caller gives replaces a part. */
export function realRuntime(replaced: Partial<Environment> = {}): Environment {
  return {
    now: Date.now,
    monotonic: () => performance.now(),
    // Node draws random bits for many UUIDs at once: six times as fast as 16 random bytes each.
    nonce: () => randomUUID().replaceAll('-', '').toUpperCase(),
    random: Math.random,
    sleep: async (ms, signal) => {
      try {
        await delay(ms, undefined, signal ? { signal } : {});
      } catch (error) {
        // Node rejects with an error of its own, which has the reason as its cause.
        signal?.throwIfAborted();
        throw error;
      }
    },
    ...replaced,
  };
}
