const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** What `merge` says. */
export const merge = {
  file: () => 'FILE',
  shard: () => 'SHARD',
  rows: () => 'ROWS',
  created: () => 'CREATED',
  failed: () => 'FAILED',
  unknown: () => 'UNKNOWN',
  noShard: () => '(not known)',
  allRows: () => '(all rows)',
  total: (rows: number, files: number) => `${plural(rows, 'row')} in ${plural(files, 'file')}`,
  complete: () => 'every shard is there and has finished',
  missing: (count: number, shards: string) =>
    `${count === 1 ? 'shard' : `${count} shards`} missing: ${shards}. Give the results of all shards, or run the batch for ${count === 1 ? 'it' : 'them'}.`,
  unfinished: (file: string) =>
    `${file}: its run has not ended, so rows may have no result yet. Resume it, then merge again.`,
  notNoted: (file: string, meta: string) =>
    `${file}: which shard it is, and whether its run has ended, is not known: there is no ${meta}, which a run writes beside a results file that it is told to write.`,
  duplicate: (number: string, one: string, other: string) => `${number} stands in ${one} and in ${other}`,
  furtherDuplicates: (count: number) =>
    `${plural(count, 'further number stands', 'further numbers stand')} in two files`,
  unknownRows: (count: number) =>
    `Of ${plural(count, 'row')} it is not known whether there is an order. Resume the shard: the same number is sent again.`,
  twice: (file: string) => `${file} was given twice`,
  twiceHint: () => 'Give each results file once.',
};
