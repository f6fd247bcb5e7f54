import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from './types.js';

/** The real clock, chance and patience; whatever the caller gives replaces a part. */
export function realEnvironment(replaced: Partial<Environment> = {}): Environment {
  return {
    now: Date.now,
    nonce: () => randomBytes(16).toString('hex').toUpperCase(),
    random: Math.random,
    sleep: async (ms, signal) => {
      await delay(ms, undefined, signal ? { signal } : {});
    },
    ...replaced,
  };
}
