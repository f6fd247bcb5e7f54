import type { Text } from '../../shared/text.js';

const attempts = (count: number): string => `共尝试 ${count} 次`;

/** 创建订单的结果。 */
export const outcome = {
  otherParameters: (number: string, problem: Text) => `订单 ${number} 已存在，且参数不同：${problem.zh}`,
  otherParametersHint: () => '请查询该订单并比较。如果它就是所要的订单，无需再次创建。',
  refused: (number: string, problem: Text) => `订单 ${number} 被拒绝：${problem.zh}`,
  notSent: (number: string, problem: Text, count: number) =>
    `订单 ${number} 未发送：${problem.zh}（${attempts(count)}）`,
  rateLimited: (number: string, problem: Text, count: number) =>
    `订单 ${number} 被限频，未创建：${problem.zh}（${attempts(count)}）`,
  unknown: (number: string, problem: Text, count: number) =>
    `订单 ${number} 可能已创建：${problem.zh}（${attempts(count)}）`,
  again: () => '请用同一 out_order_no 再次运行，不会产生第二个订单；或只查询该订单。',
  afterCause: () => '找到原因之后，请查询该订单。',
  readOnce: (unknown: Text, reason: Text) => `${unknown.zh}；已查询 1 次：${reason.zh}`,
  readBack: (unknown: Text, reads: number, seconds: number, reason: Text) =>
    `${unknown.zh}；${seconds} 秒内已查询 ${reads} 次，最后一次：${reason.zh}`,
  unexpected: (call: string, problem: Text) => `应答已验签，但不符合 ${call}：${problem.zh}`,
  unexpectedHint: () => '请查看完整的应答，并报告给 wxpay 的作者。',
  mismatch: (field: string, expected: string, found: string) =>
    `应答已验签，但并非针对本次请求：${field} 应为 ${expected}，实际为 ${found}`,
  mismatchHint: () => '其他请求的应答被用来替换了本次的应答：请检查代理，并按受到攻击处理。',
};
