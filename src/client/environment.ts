import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from './types.js';

/** The real clock, chance and patience; whatever the caller gives replaces a part. */
export function realEnvironment(replaced: Partial<Environment> = {}): Environment {
  return {
    now: Date.now,
    // Node draws the bits of many at once, which random bytes of 16 at a time are six times as dear as.
    nonce: () => randomUUID().replaceAll('-', '').toUpperCase(),
    random: Math.random,
    sleep: async (ms, signal) => {
      await delay(ms, undefined, signal ? { signal } : {});
    },
    ...replaced,
  };
}
