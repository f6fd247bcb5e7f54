import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { systemCode } from '../../shared/system-code.js';
import type { Text } from '../../shared/text.js';
import { replaceFile } from '../../shared/write-file.js';
import { sayResults } from '../../texts/batch-results.js';

const identity = z.object({
  mchid: z.string(),
  base_url: z.string(),
  id: z.string(),
  shard: z.string(),
  /** The defaults of rows: under another one, a row would be another order with the same number. */
  notify_url: z.string(),
  service_id: z.string(),
  /** SHA-256 of the file in hex; empty for what cannot be read twice. */
  input: z.string(),
  /** SHA-256 in hex of the file of failed rows, as the last run left it: nobody has begun to mend that one. */
  failed: z.optional(z.string()),
});

/** What must be the same in a run that goes on with the results of another. It stands in `<results>.meta.json`. */
export type BatchIdentity = z.infer<typeof identity>;

/** The file that says whose results another file holds. */
export function metaFile(file: string): string {
  return `${file}.meta.json`;
}

/** Notes whose results a file is about to hold, readable by its owner alone (0600). It is never there in part. */
export async function writeIdentity(file: string, mine: BatchIdentity): Promise<void> {
  // Results that outlive a power cut are of no use without it.
  await replaceFile(metaFile(file), `${JSON.stringify(mine)}\n`, { mode: 0o600, flush: true });
}

/** Writes what `writeIdentity` has written again if it was deleted since: without it the results cannot be resumed. */
export async function keepIdentity(file: string, mine: BatchIdentity): Promise<void> {
  try {
    await stat(metaFile(file));
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await writeIdentity(file, mine);
  }
}

const readIdentity = async (file: string): Promise<BatchIdentity | undefined> => {
  try {
    return identity.safeParse(JSON.parse(await readFile(metaFile(file), 'utf8'))).data;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** What has to be equal, and what people call it. */
const EQUAL = [
  ['mchid', sayResults('merchant')],
  ['base_url', sayResults('host')],
  ['id', sayResults('id')],
  ['shard', sayResults('shard')],
  ['notify_url', sayResults('notifyUrl')],
  ['service_id', sayResults('serviceId')],
] as const satisfies readonly (readonly [keyof BatchIdentity, Text])[];

/**
 * Makes sure that a results file is of the batch that goes on with it. Answers what the runs before have noted.
 * @throws {UsageError} `UNKNOWN_RESULTS` when nothing says whose results it holds; `OTHER_RESULTS`, `OTHER_INPUT`
 */
export async function requireSame(file: string, mine: BatchIdentity): Promise<BatchIdentity> {
  const theirs = await readIdentity(file);
  if (theirs === undefined) {
    throw new UsageError(sayResults('whose', file, metaFile(file)), {
      code: 'UNKNOWN_RESULTS',
      hint: sayResults('whoseHint'),
    });
  }
  for (const [name, called] of EQUAL) {
    if (theirs[name] === mine[name]) continue;
    const [their, own] = [JSON.stringify(theirs[name]), JSON.stringify(mine[name])];
    throw new UsageError(sayResults('otherBatch', file, called, their, own), {
      code: 'OTHER_RESULTS',
      hint: sayResults('otherBatchHint'),
    });
  }
  if (theirs.input !== mine.input && theirs.input !== '' && mine.input !== '') {
    throw new UsageError(sayResults('otherInput', file), {
      code: 'OTHER_INPUT',
      hint: sayResults('nothingSent'),
    });
  }
  return theirs;
}
