import { UsageError } from '../../errors.js';
import { sayResults } from '../../texts/batch-results.js';
import { createDigestTable, digestOf } from '../plan/digest-table.js';
import { parseShard, type Shard } from '../plan/shard.js';
import { createTally, type Tally } from '../send/tally.js';
import { SHARED_NAMES } from './batch-results.js';
import { createPreviousResults } from './previous-results.js';
import { parseResult, type RowStatus } from './result-line.js';
import { readResultLines } from './results-file.js';
import { FINISHED, requireEqual, type StoredIdentity } from './results-identity.js';

/** The results of one shard. */
interface ShardResults {
  /** What messages call the file. */
  file: string;
  bytes: AsyncIterable<Uint8Array>;
  /** What was noted beside it; `undefined` where nothing was, as for results that went to stdout. */
  identity: StoredIdentity | undefined;
}

/** How one shard went. */
export interface MergedShard {
  file: string;
  /** `2/8`, empty for all rows; `undefined` where nothing says so. */
  shard: string | undefined;
  /** Rows by how they ended. */
  counts: Readonly<Record<RowStatus, number>>;
  /** Whether every row of the shard has a result; `undefined` where nothing says so. */
  isFinished: boolean | undefined;
}

/** A number that stands in the results of two shards. */
interface DuplicateNumber {
  outOrderNo: string;
  files: readonly [string, string];
}

/** Puts the results of shards together. */
export interface ShardMerger {
  /**
   * Reads the results of a shard. Of several for one line the last one counts, as for a run that resumes.
   * @throws {UsageError} `DAMAGED_RESULTS`; `OTHER_RESULTS` or `OTHER_INPUT` for those of another batch than the first
   */
  add(results: ShardResults): Promise<void>;
  readonly shards: readonly MergedShard[];
  /** Of all rows of all shards. */
  readonly tally: Tally;
  /** The shards of which there are no results, such as `3/8`. */
  missing(): string[];
  /** The first numbers that stand in two files. */
  readonly duplicates: readonly DuplicateNumber[];
  /** How many there are. */
  readonly duplicateCount: number;
}

const DUPLICATES_KEPT = 100;

/** Makes a merger that has read nothing yet. It remembers 12 bytes of each number, in a table that is half full at least. */
export function createShardMerger(): ShardMerger {
  const shards: MergedShard[] = [];
  const tally = createTally();
  const fileOf = createDigestTable();
  const duplicates: DuplicateNumber[] = [];
  const present = new Set<number>();
  let duplicateCount = 0;
  let first: StoredIdentity | undefined;
  let count: number | undefined;

  const noteNumber = (outOrderNo: string, file: string): void => {
    const digest = digestOf('number', outOrderNo);
    const position = shards.length + 1;
    const known = fileOf.get(digest);
    if (known === position) return;
    fileOf.set(digest, position);
    const other = shards[known - 1]?.file;
    if (other === undefined) return;
    duplicateCount += 1;
    if (duplicates.length < DUPLICATES_KEPT) duplicates.push({ outOrderNo, files: [other, file] });
  };

  const noteIdentity = (file: string, identity: StoredIdentity): Shard | undefined => {
    const hint = sayResults('oneBatchHint');
    first ??= { ...identity, command: 'batch' };
    requireEqual(file, { theirs: identity, mine: first, names: SHARED_NAMES, hint });
    const shard = parseShard(identity['shard'] ?? '');
    count ??= shard?.count ?? 1;
    if (count === (shard?.count ?? 1)) return shard;
    throw new UsageError(
      sayResults('otherBatch', file, sayResults('shardCount'), String(shard?.count ?? 1), String(count)),
      { code: 'OTHER_RESULTS', hint },
    );
  };

  return {
    shards,
    tally,
    duplicates,
    get duplicateCount() {
      return duplicateCount;
    },
    add: async ({ file, bytes, identity }) => {
      const shard = identity && noteIdentity(file, identity);
      const results = createPreviousResults(file);
      const add = (line: string): boolean => {
        const result = parseResult(line);
        if (result === undefined) return false;
        results.add(result);
        if (result.out_order_no !== '') noteNumber(result.out_order_no, file);
        return true;
      };
      const { isCut } = await readResultLines(bytes, { file, add, hint: sayResults('expectedResults') });
      const own = createTally();
      for (const end of results.ends()) {
        own.addEnd(end);
        tally.addEnd(end);
      }
      if (shard !== undefined) present.add(shard.index);
      const isKnown = isCut || identity !== undefined;
      const isFinished = isKnown ? !isCut && identity?.['finished'] === FINISHED : undefined;
      shards.push({ file, shard: identity?.['shard'], counts: own.counts, isFinished });
    },
    missing: () => {
      if (present.size === 0 || count === undefined) return [];
      const all = Array.from({ length: count }, (_, index) => index + 1);
      return all.filter((index) => !present.has(index)).map((index) => `${index}/${count}`);
    },
  };
}
