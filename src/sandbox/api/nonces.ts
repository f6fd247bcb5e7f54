/** How long a nonce is remembered: twice the tolerance of timestamps, after which the timestamp refuses the request. */
const LIFETIME_MS = 600_000;

/** The most nonces that are remembered; beyond it the oldest is forgotten. */
const LIMIT = 100_000;

/** Remembers which nonces were used. */
export interface NonceMemory {
  /** Marks a nonce as used; `false` when it was used before. */
  use(nonce: string): boolean;
}

/**
 * A memory of nonces, bounded in time (10 min) and in number.
 * @param now milliseconds since 1970
 */
export function createNonceMemory(now: () => number, limit: number = LIMIT): NonceMemory {
  const usedAt = new Map<string, number>();
  const forgetOld = () => {
    for (const [nonce, time] of usedAt) {
      if (usedAt.size <= limit && now() - time < LIFETIME_MS) return;
      usedAt.delete(nonce);
    }
  };
  return {
    use: (nonce) => {
      forgetOld();
      if (usedAt.has(nonce)) return false;
      usedAt.set(nonce, now());
      return true;
    },
  };
}
