import type { Text } from '../../shared/text.js';
import type { VerifiedThing } from '../en/verification.js';

const security = '商户平台 → 账户中心 → API安全';
const renew = `请将微信支付公钥，或当前有效的平台证书，放入 certs：${security}。`;
const things: Readonly<Record<VerifiedThing, string>> = { response: '应答', notification: '通知' };

/** 验签未通过的应答与通知。 */
export const verification = {
  missing: (thing: VerifiedThing, headers: string) => `${things[thing]}没有签名：缺少 ${headers}`,
  missingHint: () => '它并非微信支付发出的原样内容，或途中有程序丢弃了头部：请检查代理与接口地址。',
  malformed: (thing: VerifiedThing, header: string) =>
    `${things[thing]}的 ${header} 格式有误：应为不含控制字符的短文本`,
  foreign: () => '它并非微信支付发出的原样内容：请检查代理与接口地址。',
  type: (thing: VerifiedThing, found: string, expected: string) =>
    `${things[thing]}的 Wechatpay-Signature-Type 为 ${found}，不受支持；应为 ${expected}`,
  typeHint: () => `只支持验证 RSA 签名。使用国密 SM2 的商户需用其他工具，或改用 RSA 密钥：${security}。`,
  timestamp: (thing: VerifiedThing, found: string) =>
    `${things[thing]}的 Wechatpay-Timestamp 为 ${found}，应为以秒为单位的 Unix 时间`,
  noClock: (thing: VerifiedThing) => `无法检查${things[thing]}的时间：now 不是毫秒数`,
  noClockHint: () => '请传入本机时间：{ now: Date.now() }。',
  skewed: (thing: VerifiedThing, offset: Text) => `${things[thing]}的签名时间与本机时钟相差超过 300 秒：${offset.zh}`,
  skewedHint: () => '请校准本机时钟（NTP）。如果时钟准确，说明内容已过时，可能是重放：不要相信。',
  probe: (thing: VerifiedThing) => `${things[thing]}带有微信支付的签名探测（WECHATPAY/SIGNTEST/…），其签名故意无效`,
  probeHint: () => '微信支付偶尔发送这样的探测，以检查商户是否验签。拒绝是正确的；可以重试请求。',
  unknownSerial: (thing: VerifiedThing, serial: string, known: string) =>
    `${things[thing]}以 ${serial} 签名，但未配置该密钥；已配置：${known || '无'}`,
  addPublicKey: () => `请将该公钥ID 对应的微信支付公钥加入 certs，与其他密钥并列：${security}。`,
  addCertificate: () => `请将该序列号对应的平台证书加入 certs，与其他密钥并列：${security}。`,
  mismatch: (thing: VerifiedThing, serial: string) => `用 ${serial} 对${things[thing]}验签未通过`,
  mismatchHint: (serial: string) => `可能内容在途中被改动，也可能 certs 中 ${serial} 对应的密钥有误：请重新下载。`,
  expired: (thing: VerifiedThing, serial: string, date: string) =>
    `${things[thing]}以平台证书 ${serial} 签名，该证书已于 ${date || '无法读取的日期'} 过期`,
  notYetValid: (thing: VerifiedThing, serial: string, date: string) =>
    `${things[thing]}以平台证书 ${serial} 签名，该证书自 ${date || '无法读取的日期'} 起才生效`,
  usage: (thing: VerifiedThing, serial: string) => `${things[thing]}以证书 ${serial} 签名，但其密钥用途不允许签名`,
  renew: () => renew,
  checkClock: () => `请检查本机时钟。${renew}`,
  notPlatform: () => `这不是微信支付的平台证书。${renew}`,
  behind: (duration: Text) => `本机时钟慢 ${duration.zh}`,
  ahead: (duration: Text) => `本机时钟快 ${duration.zh}`,
  days: (count: number) => `${count} 天`,
  hours: (count: number) => `${count} 小时`,
  minutes: (count: number) => `${count} 分`,
  seconds: (count: number) => `${count} 秒`,
};
