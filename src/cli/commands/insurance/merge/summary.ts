import type { MergedShard, ShardMerger } from '../../../../batch/results/merge-shards.js';
import { metaFile } from '../../../../batch/results/results-identity.js';
import type { Cause } from '../../../../batch/send/tally.js';
import type { Language } from '../../../../shared/text.js';
import { sayMerge } from '../../../../texts/merge.js';
import { renderTable, type TableLook } from '../../../output/table.js';
import { renderCauses } from '../batch/summary.js';

/** All shards of a batch, as `--json` prints them. */
export interface MergeSummary {
  /** Whether every shard is there and has finished; what is not known counts as not so. */
  complete: boolean;
  rows: number;
  created: number;
  failed: number;
  unknown: number;
  causes: Cause[];
  shards: {
    file: string;
    shard: string | null;
    rows: number;
    created: number;
    failed: number;
    unknown: number;
    finished: boolean | null;
  }[];
  missing_shards: string[];
  duplicate_count: number;
  /** The first of them. */
  duplicates: { out_order_no: string; files: readonly string[] }[];
}

/** The names in it, for `--field`. */
export const MERGE_FIELDS = [
  'complete',
  'rows',
  'created',
  'failed',
  'unknown',
  'causes',
  'shards',
  'missing_shards',
  'duplicate_count',
  'duplicates',
] as const satisfies (keyof MergeSummary)[];

const rowsOf = ({ created, failed, unknown }: MergedShard['counts']): number => created + failed + unknown;

/** Sums up what a merger has read. */
export function summarizeMerge({ tally, shards, missing, duplicates, duplicateCount }: ShardMerger): MergeSummary {
  const missingShards = missing();
  return {
    complete: missingShards.length === 0 && shards.every(({ isFinished }) => isFinished === true),
    rows: rowsOf(tally.counts),
    ...tally.counts,
    causes: tally.causes(),
    shards: shards.map(({ file, shard = null, counts, isFinished = null }) => ({
      file,
      shard,
      rows: rowsOf(counts),
      ...counts,
      finished: isFinished,
    })),
    missing_shards: missingShards,
    duplicate_count: duplicateCount,
    duplicates: duplicates.map(({ outOrderNo, files }) => ({ out_order_no: outOrderNo, files })),
  };
}

/** How many of a kind are listed to people. */
const LISTED = 20;

/** What is to be looked at, a line each. */
const remarks = (summary: MergeSummary, language: Language): string[] => {
  const { shards, missing_shards: missing, duplicates, duplicate_count: count, unknown } = summary;
  const listed = missing.slice(0, LISTED).join(', ') + (missing.length > LISTED ? ', …' : '');
  const further = count - Math.min(LISTED, duplicates.length);
  return [
    ...(missing.length > 0 ? [sayMerge('missing', missing.length, listed)] : []),
    ...shards.flatMap(({ file, shard, finished }) => {
      if (finished === false) return [sayMerge('unfinished', file)];
      return shard === null ? [sayMerge('notNoted', file, metaFile(file))] : [];
    }),
    ...duplicates
      .slice(0, LISTED)
      .map(({ out_order_no: number, files: [one = '', other = ''] }) => sayMerge('duplicate', number, one, other)),
    ...(further > 0 ? [sayMerge('furtherDuplicates', further)] : []),
    ...(unknown > 0 ? [sayMerge('unknownRows', unknown)] : []),
    ...(summary.complete ? [sayMerge('complete')] : []),
  ].map((text) => text[language]);
};

/** The summary for people: a table of the shards, one of how rows ended, and what is to be looked at. */
export function renderMerge(summary: MergeSummary, language: Language, look: TableLook): string {
  const head = (['file', 'shard', 'rows', 'created', 'failed', 'unknown'] as const).map(
    (name) => sayMerge(name)[language],
  );
  const shardText = (shard: string | null): string =>
    shard || sayMerge(shard === null ? 'noShard' : 'allRows')[language];
  const shards = summary.shards.map(({ file, shard, rows, created, failed, unknown }) => [
    file,
    shardText(shard),
    ...[rows, created, failed, unknown].map(String),
  ]);
  const total = sayMerge('total', summary.rows, summary.shards.length)[language];
  const causes = renderCauses(summary.causes, [], language, look);
  return `${[renderTable(head, shards, look), causes, [total, ...remarks(summary, language), ''].join('\n')]
    .filter((part) => part !== '')
    .join('\n')}`;
}
