import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod/mini';
import { UsageError } from '../../errors.js';
import { systemCode } from '../../shared/system-code.js';
import type { Text } from '../../shared/text.js';
import { replaceFile } from '../../shared/write-file.js';
import { sayResults } from '../../texts/batch-results.js';

/**
 * What must be the same in a run that goes on with the results of another, by name. It stands in `<results>.meta.json`.
 * `input` is the SHA-256 of the file in hex, and empty for what cannot be read twice.
 */
export type ResultsIdentity = Readonly<Record<string, string>> & { readonly input: string };

/** The parts of an identity that have to be equal, or only `where-known` (not empty), and what people call each. */
export type IdentityNames = readonly (readonly [part: string, name: Text, when?: 'where-known'])[];

/** What is noted as `finished` once every row of the input has a result. */
export const FINISHED = 'yes';

const storedIdentity = z.record(z.string(), z.string());

/** The file that says whose results another file holds. */
export function metaFile(file: string): string {
  return `${file}.meta.json`;
}

/** Notes whose results a file is about to hold, readable by its owner alone (0600). It is never there in part. */
export async function writeIdentity(file: string, mine: ResultsIdentity): Promise<void> {
  // Results that outlive a power cut are of no use without it.
  await replaceFile(metaFile(file), `${JSON.stringify(mine)}\n`, { mode: 0o600, flush: true });
}

/** Writes what `writeIdentity` has written again if it was deleted since: without it the results cannot be resumed. */
export async function keepIdentity(file: string, mine: ResultsIdentity): Promise<void> {
  try {
    await stat(metaFile(file));
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await writeIdentity(file, mine);
  }
}

/** An identity as it was noted, of whatever version. */
export type StoredIdentity = Readonly<Record<string, string>>;

/** Reads whose results a file holds; `undefined` when nothing says so. Rejects with an error of the system. */
export async function readIdentity(file: string): Promise<StoredIdentity | undefined> {
  try {
    return storedIdentity.safeParse(JSON.parse(await readFile(metaFile(file), 'utf8'))).data;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Makes sure that the results of a file have in common with others what `names` lists, and are of the same input.
 * @param hint what to do about one that has not
 * @throws {UsageError} `OTHER_RESULTS`, `OTHER_INPUT`
 */
export function requireEqual(
  file: string,
  { theirs, mine, names, hint }: { theirs: StoredIdentity; mine: StoredIdentity; names: IdentityNames; hint: Text },
): void {
  for (const [part, name, when] of names) {
    if (theirs[part] === mine[part]) continue;
    if (when === 'where-known' && (theirs[part] === '' || mine[part] === '')) continue;
    const [their, own] = [JSON.stringify(theirs[part] ?? ''), JSON.stringify(mine[part] ?? '')];
    throw new UsageError(sayResults('otherBatch', file, name, their, own), { code: 'OTHER_RESULTS', hint });
  }
  const [their = '', own = ''] = [theirs['input'], mine['input']];
  if (their !== own && their !== '' && own !== '') {
    throw new UsageError(sayResults('otherInput', file), { code: 'OTHER_INPUT', hint: sayResults('nothingSent') });
  }
}

/**
 * Makes sure that a results file is of the run that goes on with it. Answers what the runs before have noted.
 * @throws {UsageError} `UNKNOWN_RESULTS` when nothing says whose results it holds; `OTHER_RESULTS`, `OTHER_INPUT`
 */
export async function requireSame(file: string, mine: ResultsIdentity, names: IdentityNames): Promise<StoredIdentity> {
  const theirs = await readIdentity(file);
  if (theirs === undefined) {
    throw new UsageError(sayResults('whose', file, metaFile(file)), {
      code: 'UNKNOWN_RESULTS',
      hint: sayResults('whoseHint'),
    });
  }
  requireEqual(file, { theirs, mine, names, hint: sayResults('otherBatchHint') });
  return theirs;
}
