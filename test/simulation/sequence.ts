import { batchSequence } from './batch-sequence.js';
import { createSequence } from './create-sequence.js';
import type { Machine } from './machine.js';
import { reconcileSequence } from './reconcile-sequence.js';
import { createWorld, type SimulatedWorld } from './world.js';

/** What sequences are about. */
const KINDS: readonly (readonly [name: string, play: (world: SimulatedWorld) => Promise<void>])[] = [
  ['create', createSequence],
  ['batch', batchSequence],
  ['reconcile', reconcileSequence],
];

/**
 * Plays the sequence of a seed.
 * @throws {Violation} when a promise was not kept; and whatever a run should not have thrown
 */
export async function playSequence(seed: number, machine: Machine, onTrace?: (line: string) => void): Promise<void> {
  machine.clean();
  const world = createWorld(seed, machine, onTrace);
  const [name, play] = KINDS[world.chance.integer(0, KINDS.length - 1)] ?? ['create', createSequence];
  world.trace(`(a sequence of ${name})`);
  await play(world);
}
