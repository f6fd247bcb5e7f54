import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { ConfigError } from '../../errors.js';
import { saySandbox } from '../../texts/sandbox.js';

/** Random bytes. */
export type Random = (size: number) => Buffer;

const POOL_BYTES = 4096;

/** Random bytes that are fetched many at once: each call of `randomBytes` costs as much as a hundred bytes. */
export function createRandom(): Random {
  let pool = Buffer.alloc(0);
  return (size) => {
    if (size > pool.length) pool = randomBytes(Math.max(POOL_BYTES, size));
    const bytes = pool.subarray(0, size);
    pool = pool.subarray(size);
    return bytes;
  };
}

/** A fresh RSA 2048 pair, made on the thread pool: two at once take no longer than one where there are two cores. */
export async function newRsaPair(): Promise<{ privateKey: KeyObject; privatePem: string; publicPem: string }> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return {
    privateKey,
    privatePem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicPem: String(publicKey.export({ type: 'spki', format: 'pem' })),
  };
}

/** A serial number: 40 hex digits, upper case. The first is 4 to 7: a positive number without a zero that could get lost. */
export function newSerial(random: Random): string {
  const bytes = random(20);
  bytes.writeUInt8((bytes.readUInt8() & 0x3f) | 0x40);
  return bytes.toString('hex').toUpperCase();
}

/** Writes a file that only its owner can read (0600) and that must not be there yet. */
export async function writeSecret(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600, flag: 'wx' });
}

/** The error for a file of the data directory that cannot be used. */
export function damaged(file: string, cause: unknown): ConfigError {
  return new ConfigError(saySandbox('damagedFile', file), {
    code: 'BAD_SANDBOX_DATA',
    hint: saySandbox('damagedFileHint'),
    cause,
  });
}

/**
 * Reads a text file of the data directory.
 * @throws {ConfigError} `BAD_SANDBOX_DATA` naming the file
 */
export async function readData(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw damaged(file, cause);
  }
}

/**
 * The value of a JSON text of the data directory.
 * @throws {ConfigError} `BAD_SANDBOX_DATA` naming the file
 */
export function parseData<Schema extends z.ZodMiniType>(text: string, file: string, schema: Schema): z.output<Schema> {
  try {
    const value: unknown = JSON.parse(text);
    return z.parse(schema, value);
  } catch (cause) {
    throw damaged(file, cause);
  }
}
