/** How many rows ended in each step of time since the start; the last step may not be over. */
export interface Steps {
  /** Length of a step in milliseconds. */
  width: number;
  counts: readonly number[];
}

/** Counts what ends over time, in as much memory for a day as for a second. */
export interface Throughput {
  /** @param at milliseconds since the start, 0 or more */
  add(at: number): void;
  steps(): Steps;
}

/** More than this a small chart cannot show. */
export const MOST_STEPS = 60;

const FIRST_WIDTH_MS = 100;

/** Makes a count at zero. When the time is longer than the steps reach, two by two become one. */
export function createThroughput(): Throughput {
  let width = FIRST_WIDTH_MS;
  let counts: number[] = [];
  return {
    add: (at) => {
      while (at >= width * MOST_STEPS) {
        width *= 2;
        const { length } = counts;
        counts = Array.from(
          { length: Math.ceil(length / 2) },
          (_, step) => (counts[2 * step] ?? 0) + (counts[2 * step + 1] ?? 0),
        );
      }
      const step = Math.floor(at / width);
      while (counts.length <= step) counts.push(0);
      counts[step] = (counts[step] ?? 0) + 1;
    },
    steps: () => ({ width, counts: [...counts] }),
  };
}
