import { execFileSync, spawnSync } from 'node:child_process';
import { type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WechatPayError } from '../../src/errors.js';

// Named once: a literal in each call would be taken for a program that the package has to bring along.
const OPENSSL = 'openssl';

/** Whether there is an `openssl` to compare with. Where there is none, the fixed vectors are all there is. */
export const hasOpenssl = spawnSync(OPENSSL, ['version']).status === 0;

/** A folder that `openssl` runs in and leaves its files in. */
export interface Workshop {
  /** Runs `openssl` and answers what it printed. */
  openssl(...args: string[]): string;
  read(name: string): Buffer;
  text(name: string): string;
  write(name: string, content: Uint8Array): void;
  remove(): void;
}

/** Makes an empty workshop; the caller removes it after its tests. */
export function createWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'wxpay-openssl-'));
  return {
    openssl: (...args) =>
      execFileSync(OPENSSL, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    read: (name) => readFileSync(join(folder, name)),
    text: (name) => readFileSync(join(folder, name), 'utf8'),
    write: (name, content) => writeFileSync(join(folder, name), content),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The error that wxpay throws on purpose; anything else that is thrown, or nothing, fails the test. */
export function thrownBy(run: () => unknown): WechatPayError {
  try {
    run();
  } catch (error) {
    if (error instanceof WechatPayError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Signs without the code under test. */
export function nodeSignature(message: Uint8Array, privateKey: KeyObject): string {
  return sign('sha256', message, privateKey).toString('base64');
}

/** The bytes with one bit turned over. */
export function flipBit(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = Math.floor(bit / 8) % copy.length;
  copy.writeUInt8(copy.readUInt8(index) ^ (1 << (bit % 8)), index);
  return copy;
}

/**
 * How many times as long `run` takes for an input of eight times the size: about 8 when the time grows with the size, 64
 * when it grows with the square. The shortest of several runs counts, so that a busy machine does not matter.
 */
export function growth(run: (input: string) => unknown, make: (size: number) => string, size: number): number {
  const time = (input: string): number => {
    // The time of the processor, not of the clock: others may use it in the meantime.
    const start = process.cpuUsage();
    run(input);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  const shortest = (input: string): number => {
    let best = time(input);
    for (let round = 0; round < 6 && best < 1_000_000; round += 1) best = Math.min(best, time(input));
    return best;
  };
  const [small, large] = [make(size), make(size * 8)];
  run(small);
  // Below a millisecond there is nothing to compare.
  return shortest(large) / Math.max(shortest(small), 1000);
}
