import type { Text } from '../../shared/text.js';

/** 沙箱拒绝请求的原因，用于日志。 */
export const refusals = {
  detail: (field: string | undefined, _issue: string | undefined, message: string) =>
    field === undefined ? message : `${field}：${message}`,
  bodyTooLong: (limit: number) => `请求体超过 ${limit} 字节`,
  unexpected: (field: string, found: string, expected: string) => `${field} 为 ${found}，应为 ${expected}`,
  notSeconds: (found: string) => `timestamp 为 ${found}，应为 Unix 时间的秒数`,
  clock: (seconds: number, allowed: number) =>
    `timestamp 比服务器时钟${seconds < 0 ? '慢' : '快'} ${Math.abs(seconds)} 秒，最多允许相差 ${allowed} 秒`,
  nonceUsed: (nonce: string) => `nonce_str ${nonce} 已被使用：每次请求都须重新签名`,
  badAuthorization: (_problem: string) => 'Authorization 请求头格式有误',
  otherKey: () => '不是用该商户的私钥签名',
  otherDigest: (algorithm: string) => `签名使用 ${algorithm}，应为 SHA-256`,
  differs: () => '签名串与实际请求不一致',
  bodyDiffers: (signed: Text) => `请求体与签名时不一致，签名的是：${signed.zh}`,
  pathDiffers: (signed: Text) => `路径与签名时不一致，签名的是：${signed.zh}`,
  messageDiffers: (signed: Text) => `签名串有误，签名的是：${signed.zh}`,
  emptyBody: () => '空的请求体',
  bodyWithoutBreak: () => '去掉末尾换行的请求体',
  bodyWithBreak: () => '末尾多一个换行的请求体',
  serialized: () => '另一种序列化的同一 JSON',
  sorted: () => '按键名排序的同一 JSON',
  noQuery: () => '不带查询参数的路径',
  notEncoded: () => '未经百分号编码的路径',
  encodedOtherwise: () => '以另一种方式编码的路径',
  wholeUrl: () => '完整的 URL 而不是路径',
  noSlash: () => '开头没有斜杠的路径',
  noEnd: () => '末尾没有换行',
  windowsBreaks: () => '用 \\r\\n 而不是 \\n 换行',
  writtenOut: () => '用反斜杠加 n 代替换行',
  lowerCase: () => '小写的请求方法',
};
