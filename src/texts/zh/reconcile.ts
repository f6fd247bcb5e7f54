import type { Text } from '../../shared/text.js';

/** `reconcile` 的提示。 */
export const reconcile = {
  noColumn: () => '输入中没有 out_order_no 列',
  inputs: () => '输入应为批量结果文件、含 out_order_no 的 NDJSON 或 CSV，或每行一个单号。未发送任何请求。',
  badLine: (line: number, problem: Text) => `第 ${line} 行：${problem.zh}`,
  noNumber: (line: number) => `第 ${line} 行：缺少 out_order_no`,
  badNumber: (line: number, problem: string) => `第 ${line} 行：out_order_no：${problem}`,
  reading: (count: number) => `正在查询 ${count} 个订单`,
  failedRows: (count: number) => `批量结果中有 ${count} 行失败，没有订单，不查询`,
  otherStates: (count: number) => `有 ${count} 个订单的状态不在 --only 之列，不查询`,
  again: (count: number, seconds: number) => `${count} 个订单尚未到终态，${Math.round(seconds)} 秒后再次查询`,
  headState: () => '状态',
  headOrders: () => '订单数',
  headChanged: () => '有变化',
  absent: () => '（不存在）',
  unknown: () => '（未知）',
  invalid: () => '（无效行）',
  earlierRun: () => '（此前的运行）',
  total: (count: number, duration: Text, rate: number) =>
    `共 ${count} 个订单，用时 ${duration.zh}${rate > 0 ? `，每秒 ${rate} 个` : ''}`,
};
