/** 汇总各分片的结果时说的话。 */
export const merge = {
  file: () => '文件',
  shard: () => '分片',
  rows: () => '行数',
  created: () => '已创建',
  failed: () => '失败',
  unknown: () => '结果未知',
  noShard: () => '（未知）',
  allRows: () => '（全部行）',
  total: (rows: number, files: number) => `${files} 个文件，共 ${rows} 行`,
  complete: () => '所有分片齐全，且均已完成',
  missing: (count: number, shards: string) =>
    `缺少 ${count} 个分片：${shards}。请给出所有分片的结果，或运行缺少的分片。`,
  unfinished: (file: string) => `${file}：该分片尚未运行完毕，可能有的行还没有结果。请先继续执行，再重新汇总。`,
  notNoted: (file: string, meta: string) =>
    `${file}：没有 ${meta}，无法得知它是哪个分片，以及是否已运行完毕；批量运行指定结果文件时会一并写出它。`,
  duplicate: (number: string, one: string, other: string) => `${number} 同时出现在 ${one} 和 ${other} 中`,
  furtherDuplicates: (count: number) => `另有 ${count} 个单号出现在两个文件中`,
  unknownRows: (count: number) => `有 ${count} 行不知道订单是否已创建。请继续执行该分片：会以相同的单号再次发送。`,
  twice: (file: string) => `${file} 给出了两次`,
  twiceHint: () => '每个结果文件只给出一次。',
};
