import type { Text } from '../../shared/text.js';

import { inLanguage, type Wording } from '../../shared/text.js';

/** Signing by a program or a function outside of wxpay. */
export const signer = {
  noProgram: () => '没有安装该程序，或者它不在 PATH 中',
  notStarted: (program: string, reason: Wording) => `无法启动签名程序 ${program}：${inLanguage(reason, 'zh')}`,
  notStartedHint: () => '请给出程序及其参数，每个参数一个字符串；启动时不经过 shell。未发送任何请求。',
  ended: (how: string | number, lastLine: string) =>
    `签名程序已退出（${typeof how === 'number' ? `退出码 ${how}` : how}）${lastLine === '' ? '' : `；其 stderr 的最后一行：${lastLine}`}`,
  endedHint: () => '签名程序应逐行应答，直到 stdin 结束。请手动启动它，查看其输出。',
  closed: () => '签名程序已关闭',
  timeout: (seconds: number) => `签名程序在 ${seconds} 秒内没有给出签名`,
  timeoutHint: () => '每个应答都要立即写出，并以换行符结尾；许多语言在输出到管道时会先缓存。',
  unasked: () => '签名程序向 stdout 写了一行没有请求过的内容',
  tooLong: (limit: number) => `签名程序向 stdout 写了一行超过 ${limit} 个字符的内容`,
  notJson: (problem: Text) => `签名程序向 stdout 写的一行不是有效的 JSON：${problem.zh}`,
  neither: () => '签名程序应返回 {"signature": "<base64>"} 或 {"error": "…"}，实际是其他 JSON',
  noText: () => '签名应为 base64 字符串',
  badResponseHint: () => 'stdout 只能写应答，每个一行；其他内容请写到 stderr。',
  failed: (reason: string) => `签名程序报告：${reason}`,
  failedHint: () => '这是签名程序自己的说明，更多信息请查看它的日志。',
  certificateMissing: () => '缺少 certificate：每个签名都要用它验签',
  certificateMissingHint: () =>
    '请将 certificate 设为商户API证书（apiclient_cert.pem）；使用签名程序时只有证书序列号是不够的。',
  both: () => 'privateKey 与 sign 不能同时使用：签名要么用私钥，要么用函数',
  bothHint: () => '请去掉其中一个。',
  furtherLines: (limit: number) => `signer: 已写了 ${limit} 行，其余不再显示`,
  wrong: () => '用商户API证书的公钥验签，签名程序给出的签名不通过',
  wrongHint: () =>
    '必须用与 certificate 对应的私钥，以 RSASSA-PKCS1-v1_5 和 SHA-256 对 message 的原始字节签名，并返回不含换行的标准 base64。',
};
