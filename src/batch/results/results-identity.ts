import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { systemCode } from '../../shared/system-code.js';
import { replaceFile } from '../../shared/write-file.js';

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

const OTHER_INPUT_HINT =
  'Resume with the unchanged file of the first run. Mended and further rows go into a file of their own, with new results: see --failed. Nothing was sent.';

/** What has to be equal, and what people call it. */
const EQUAL = [
  ['mchid', 'merchant'],
  ['base_url', 'host'],
  ['id', '--id'],
  ['shard', 'shard'],
  ['notify_url', 'default notify_url'],
  ['service_id', 'default service_id'],
] as const satisfies readonly (readonly [keyof BatchIdentity, string])[];

/**
 * Makes sure that a results file is of the batch that goes on with it. Answers what the runs before have noted.
 * @throws {UsageError} `UNKNOWN_RESULTS` when nothing says whose results it holds; `OTHER_RESULTS`, `OTHER_INPUT`
 */
export async function requireSame(file: string, mine: BatchIdentity): Promise<BatchIdentity> {
  const theirs = await readIdentity(file);
  if (theirs === undefined) {
    throw new UsageError(`cannot tell whose results ${file} are: ${metaFile(file)} is missing or damaged`, {
      code: 'UNKNOWN_RESULTS',
      hint: 'It is written beside the results; move both together. Or begin new results: the same rows get the same numbers, so that no second order is made. Nothing was sent.',
    });
  }
  for (const [name, called] of EQUAL) {
    if (theirs[name] === mine[name]) continue;
    throw new UsageError(
      `${file} belongs to another batch: its ${called} is ${JSON.stringify(theirs[name])}, not ${JSON.stringify(mine[name])}`,
      {
        code: 'OTHER_RESULTS',
        hint: 'Resume with the options and the configuration of the first run. Nothing was sent.',
      },
    );
  }
  if (theirs.input !== mine.input && theirs.input !== '' && mine.input !== '') {
    throw new UsageError(`${file} holds the results of another input, or the input has changed since`, {
      code: 'OTHER_INPUT',
      hint: OTHER_INPUT_HINT,
    });
  }
  return theirs;
}
