import type { Text } from '../../shared/text.js';

/** create、--wait 与 watch 关于订单的说明。 */
export const order = {
  sending: (number: string, openid: string) => `订单 ${number} · openid ${openid}`,
  settling: (number: string, seconds: number) => `未收到可用的应答；正在查询订单 ${number}，最多 ${seconds} 秒`,
  mayExist: (number: string, read: string) => `订单 ${number} 可能已创建：${read}`,
  notSent: (number: string) => `订单 ${number} 未发送`,
  rateLimited: (number: string) => `订单 ${number} 被限频，未创建`,
  created: (number: string) => `订单 ${number} 已创建`,
  discarded: (number: string, read: string) => `订单 ${number} 已创建，但标准输出被丢弃：${read}`,
  waiting: (number: string, state: string, seconds: number) =>
    `订单 ${number} 的状态为 ${state || '空'}；最多等待 ${seconds} 秒`,
  stillWaiting: (number: string, state: string, seconds: number) =>
    `订单 ${number} 在 ${seconds} 秒后状态仍为 ${state || '空'}`,
  finalStateUnknown: (number: string, state: string, problem: Text) =>
    `订单 ${number} 已存在，最近一次查询时状态为 ${state || '空'}；最终状态未知：${problem.zh}`,
  readAgain: (read: string) => `订单已存在，可再次查询：\n${read}`,
  notReceived: (number: string) => `订单 ${number} 领取失败：状态为 FAILED`,
  askQualification: (openid: string) =>
    `保险公司未接受该订单。可查询用户能否领取：\nwxpay insurance qualification ${openid}`,
};
