import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** All chance of one sequence: the same seed gives the same draws. */
export interface Chance {
  /** Uniform in [0, 1). */
  random: () => number;
  /** An integer from `from` to `to`, both included. */
  integer: (from: number, to: number) => number;
  /** True with this probability. */
  happens: (probability: number) => boolean;
  pick: <T>(from: readonly [T, ...T[]]) => T;
  /** Some of the values, each with this probability, in their order. */
  some: <T>(from: readonly T[], probability: number) => T[];
}

/** @param seed a whole number */
export function createChance(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  const random = () => uniformFloat64(generator);
  const integer = (from: number, to: number) => uniformInt(generator, from, to);
  return {
    random,
    integer,
    happens: (probability) => random() < probability,
    pick: (from) => from[integer(0, from.length - 1)] ?? from[0],
    some: (from, probability) => from.filter(() => random() < probability),
  };
}
