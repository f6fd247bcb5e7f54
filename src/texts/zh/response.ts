import type { Text } from '../../shared/text.js';

const security = '商户平台 → 账户中心 → API安全';

/** 拒绝请求或没有可用内容的应答。 */
export const response = {
  error: (call: string, status: number, code: string, said: Text) => `${call}：${status} ${code}：${said.zh}`,
  other: (call: string, status: number, body: Text) => `${call}：${status}，${body.zh}`,
  empty: () => '应答体为空',
  notJson: () => '应答体不是 JSON',
  notAnError: () => '应答体不是 APIv3 错误',
  signed: (body: Text) => `${body.zh}，虽然已签名`,
  redirected: (call: string, status: number) => `${call} 被重定向（${status}）；不会跟随重定向`,
  redirectedTo: (call: string, status: number, to: string) => `${call} 被重定向（${status}）到 ${to}；不会跟随重定向`,
  redirectHint: () => '微信支付不会重定向：请检查 baseUrl 与代理。',
  serialSent: (serial: string) => `发送的序列号：${serial}。`,
  clock: (offset: Text) => `按 Date 头计算，${offset.zh}。`,
  invalidJson: (call: string, bytes: number) => `${call}：应答（${bytes} 字节，已验签）不是有效的 JSON`,
  invalidJsonHint: () => '请重试；如一直如此，请将 Request-ID 报告给微信支付。',
  noCertificates: (path: string) => `GET ${path}：应答中没有证书`,
  noCertificatesHint: () => '请查看完整的应答，并报告给 wxpay 的作者。',
  publicKeyMode: () =>
    `该商户使用微信支付公钥验签，没有平台证书：请下载公钥（${security} → 微信支付公钥），并以其 PUB_KEY_ID 放入 certs。`,
  unknownSigner: () =>
    `应答须由已配置的密钥签名，其中的证书才可信。请将签名所用的密钥加入 certs（${security}）。如果已配置的密钥均已失效，请从 certs 中删去它们后重新下载：此时仅以 APIv3密钥为信任依据。`,
};
