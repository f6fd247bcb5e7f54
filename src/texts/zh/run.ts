import type { Text } from '../../shared/text.js';

/** 运行中对请求的说明，以及输出中的标签。 */
export const run = {
  attempt: (attempt: number, call: string, serial: string) => `> 第 ${attempt} 次尝试：${call} · 签名序列号 ${serial}`,
  proxy: (proxy: string) => `  经代理 ${proxy}`,
  response: (status: number, ms: number, requestId: string | undefined, signedBy: string | undefined) =>
    `< ${status}，用时 ${ms} 毫秒 · Request-ID ${requestId ?? '无'} · 验签密钥 ${signedBy ?? '无'}`,
  failure: (message: Text, ms: number) => `< ${message.zh}（${ms} 毫秒）`,
  wait: (ms: number) => `  等待 ${ms} 毫秒`,
  body: () => '请求体',
  signedMessage: () => '待签名串',
  received: (what: string, status: number) => `${what} · 已返回 ${status}`,
  repeated: (what: string, status: number) => `${what} · 已返回 ${status} · 重复的通知`,
  refused: (status: number, problem: Text) => `已返回 ${status}：${problem.zh}`,
};
