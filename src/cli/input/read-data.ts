import { UsageError } from '../../errors.js';
import { describeJsonProblem, readStrictJson } from '../../shared/strict-json.js';
import type { Wording } from '../../shared/text.js';
import { sayInput } from '../../texts/input.js';
import type { World } from '../world.js';
import { readInput } from './read-input.js';

/**
 * The value of a `--data` option as bytes: `-` is stdin, `@file` a file, anything else the data itself.
 * @throws {UsageError} see `readInput`
 */
export async function readData(value: string, world: World): Promise<Buffer> {
  if (value === '-') return readInput('-', '--data', world);
  return value.startsWith('@') ? readInput(value.slice(1), '--data', world) : Buffer.from(value);
}

/**
 * The JSON value in the bytes of `--data`, read strictly: of a key that stands twice, nobody knows which value is meant.
 * @param hint what was expected
 * @throws {UsageError} `BAD_DATA` with line and column
 */
export function parseJsonData(data: Buffer, hint: Wording): unknown {
  const read = readStrictJson(data);
  if (read.ok) return read.value;
  throw new UsageError(sayInput('data', describeJsonProblem(read.problem)), { code: 'BAD_DATA', hint });
}
