import type { Text } from '../../shared/text.js';
import type { NotificationPart } from '../en/notification.js';

const parts: Readonly<Record<NotificationPart, string>> = { body: '通知体', resource: '解密后的 resource' };

/** 无法接收或无法送达的通知。 */
export const notification = {
  undocumented: (problem: Text) => `通知已验签，但内容与文档不符：${problem.zh}`,
  undocumentedHint: () => '请保存该通知，并查看 wxpay 是否有新版本；未被接收的通知，微信支付会再次发送。',
  notJson: (part: NotificationPart, bytes: number) => `${parts[part]}（${bytes} 字节）不是有效的 JSON`,
  problem: (part: NotificationPart, problem: Text) => `${parts[part]}：${problem.zh}`,
  algorithm: (found: string, expected: string) => `resource.algorithm 应为 ${expected}，实际为 ${found}`,
  tooLarge: (limit: number) => `通知超过 ${limit} 字节`,
  tooLargeHint: () => '它并非来自微信支付：通知约为一千字节。',
  notRaw: () => '没有通知的原始请求体：此前已被读取或解析',
  notRawHint: () =>
    "签名针对原始字节。请勿在该路由上使用请求体解析器，或改用保留字节的解析器，例如 express.raw({ type: '*/*' })，并传入 { headers, body }。",
  incomplete: () => '发送方在通知传完之前断开了连接',
  incompleteHint: () => '微信支付会再次发送。',
  targetLate: (url: string) => `${url} 未在时限内应答`,
  targetLateHint: () => '微信支付只等待 5 秒：请先接收通知并返回 204，再进行处理。',
  targetGone: (url: string, reason: Text) => `${url} 没有应答：${reason.zh}`,
  targetGoneHint: (origin: string) => `您的服务是否在 ${origin} 上运行？`,
  missingHint: () =>
    '微信支付的每个通知都带有这四个请求头：请检查您服务前的代理，它可能丢弃了请求头。没有这些请求头的通知来自他人。',
  probeHint: () => '微信支付偶尔发送这样的探测，以检查商户是否验签。以 401 拒绝是正确的。',
  skewedHint: () => '请校准本机时钟（NTP）。对于保存下来的通知，`ignoreTimestamp` 可跳过时间检查；仍会验签。',
  mismatchHint: (serial: string) =>
    `签名针对原始字节：解析后重新写出的内容无法通过验签。也可能 certs 中 ${serial} 对应的密钥有误：请重新下载。`,
};
