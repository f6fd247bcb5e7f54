import type { World } from './io.js';
import { readInput } from './read-input.js';

/**
 * The value of a `--data` option as bytes: `-` is stdin, `@file` a file, anything else the data itself.
 * @throws {UsageError} see `readInput`
 */
export async function readData(value: string, world: World): Promise<Buffer> {
  if (value === '-') return readInput('-', '--data', world);
  return value.startsWith('@') ? readInput(value.slice(1), '--data', world) : Buffer.from(value);
}
