import type { Text } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';

/** A duration for people: `0.03 s`, `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function describeSeconds(seconds: number): Text {
  const whole = Math.round(seconds);
  const digits = seconds < 1 ? 2 : seconds < 10 ? 1 : 0;
  if (whole < 60) return sayBatch('seconds', seconds.toFixed(digits));
  if (whole < 3600) return sayBatch('minutes', Math.floor(whole / 60), whole % 60);
  return sayBatch('hours', Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
}
