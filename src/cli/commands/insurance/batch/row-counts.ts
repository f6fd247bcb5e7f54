import type { Tally } from '../../../../batch/send/tally.js';
import { sayBatch } from '../../../../texts/batch.js';
import type { ShownCount } from '../bulk/progress-line.js';

/** How many rows have ended in this run. */
export function rowsDone({ counts }: Tally): number {
  return counts.created + counts.failed + counts.unknown;
}

/** What the line of progress says of a batch: how its rows have ended. */
export function rowCounts({ counts, skipped }: Tally): ShownCount[] {
  const count = (status: 'created' | 'failed' | 'unknown') => sayBatch('count', sayBatch(status), counts[status]);
  const before = skipped.created + skipped.failed;
  return [
    // What is created can be told from the others.
    { text: count('created'), place: 4 },
    { text: count('failed'), place: 1 },
    { text: count('unknown'), place: 2 },
    ...(before > 0 ? [{ text: sayBatch('before', before), place: 3 }] : []),
  ];
}
