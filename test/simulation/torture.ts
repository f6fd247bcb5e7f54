import { parseArgs } from 'node:util';
import { useImmediateDisk } from './immediate-disk.js';
import { keepParsedKeys } from './kept-keys.js';
import { createMachine } from './machine.js';
import { playSequence } from './sequence.js';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const number = (text: string | undefined, fallback: number): number => {
  const value = Number(text ?? fallback);
  if (Number.isNaN(value)) throw new Error(`not a number: ${text}`);
  return value;
};

/** Plays one sequence, and shows all of it. */
const replay = async (seed: number): Promise<boolean> => {
  const machine = createMachine();
  try {
    await playSequence(seed, machine, say);
    say(`seed ${seed}: all promises were kept`);
    return true;
  } catch (error) {
    say(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    return false;
  } finally {
    machine.dispose();
  }
};

interface Limits {
  sequences: number;
  minutes: number;
  /** Whether to go on behind a violation. */
  all: boolean;
}

/** Plays one sequence after the other, from a seed on. */
const torture = async (first: number, { sequences, minutes, all }: Limits): Promise<boolean> => {
  const machine = createMachine();
  const started = performance.now();
  let violations = 0;
  let played = 0;
  const rate = () => `${((played / (performance.now() - started)) * 1000).toFixed(0)} a second`;
  try {
    while (played < sequences && performance.now() - started < minutes * 60_000) {
      const seed = first + played;
      played += 1;
      try {
        await playSequence(seed, machine);
      } catch (error) {
        violations += 1;
        say(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
        say(`  after ${played} sequences; replay it with: npm run torture -- --seed ${seed}`);
        if (!all) return false;
      }
      if (played % 10_000 === 0) say(`${played} sequences, ${violations} violations, ${rate()}`);
    }
  } finally {
    machine.dispose();
    say(`${played} sequences from seed ${first}, ${violations} violations, ${rate()}`);
  }
  return violations === 0;
};

useImmediateDisk();
keepParsedKeys();
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    sequences: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
});
const seed = number(values.seed, 1);
const isReplay = values.seed !== undefined && values.minutes === undefined && values.sequences === undefined;
const limits = {
  sequences: number(values.sequences, Number.POSITIVE_INFINITY),
  minutes: number(values.minutes, values.sequences === undefined ? 1 : Number.POSITIVE_INFINITY),
  all: values.all,
};
const isWell = isReplay ? await replay(seed) : await torture(seed, limits);
process.exitCode = isWell ? 0 : 1;
