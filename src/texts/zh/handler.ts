import type { Text } from '../../shared/text.js';

/** 沙箱对商户通知处理程序的说明。 */
export const handler = {
  url: (problem: Text) => `处理程序的 URL：${problem.zh}`,
  nothingSent: () => '未发送任何请求。',
  urlForm: () => '应为 URL，例如 http://127.0.0.1:3000/notify',
  plainHttp: (host: string) => `http 只能发往本机，而 ${host} 不是本机：请用 https`,
  userInfo: () => '不允许带用户名和密码',
  hostForm: () => '应为小写的域名，例如 shop.example.net，不带协议、端口和路径',
  elsewhere: (host: string) => `${host} 不是本机：请用 --deliver-to <url>`,
  elsewhereAllowed: (host: string) => `${host} 不是本机：请用 --deliver-to <url>，或 --allow-host ${host}`,
  noTime: (seconds: number) => `${seconds} 秒内没有完整的应答`,
  noResponse: () => '没有应答',
  noCertificate: () => '沙箱没有平台证书：请先用 --mode certificate 或 --key-switch closed 启动一次',
  noKeys: (folder: string) => `${folder} 中没有沙箱的密钥`,
  noKeysHint: () => '请指定 `wxpay sandbox --data` 所用的目录，或用 --config 指定它给出的配置。',
  refusedValid: () => '拒绝了有效的通知：是否使用了该沙箱的密钥？',
  needsCover: () => '要求必有 order_begin_time 或 order_end_time，而它们可能缺失',
  notTwice: () => '没有两次都接收同一通知：两次都应应答 2xx，但只处理一次',
  notToEnd: () => '没有读完正文：须收齐全部字节后再验签',
  notByCertificate: () => '不能在公钥之外用平台证书验签，而切换期间的商户需要如此',
  unverified: () => '接收了验签失败的通知',
  old: () => '接收了十分钟前的通知',
  unknownSerial: () => '接收了其序列号指向未知密钥的通知',
  notDecrypted: () => '接收了无法解密的通知',
  otherType: () => '把另一种签名类型当作 RSA 接收',
};
