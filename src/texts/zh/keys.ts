import type { Text } from '../../shared/text.js';
import { spaced } from './spaced.js';

const security = '商户平台 → 账户中心 → API安全';
const publicKeyPlace = `${security} → 微信支付公钥`;
const verifying = `certs 中应为微信支付用来签名的密钥：pub_key.pem（${publicKeyPlace}），或平台证书。`;
const printSerial = 'openssl x509 -in apiclient_cert.pem -noout -serial';

/** 密钥与证书。 */
export const keys = {
  unexpected: (name: string, expected: Text, found: Text) =>
    `${name}：应为${spaced(expected.zh)}，实际为${spaced(found.zh)}`,
  extract: (file: string, command: string) =>
    `APIv3 使用 PEM 文件。请使用与 .p12 一同下载的 ${file}，或从中提取（口令为商户号；OpenSSL 1.1 和 LibreSSL 没有 -legacy，请去掉）：\n${command}`,
  wholeKeyFile: () => '请使用证书工具生成的 apiclient_key.pem 原文件，其首行为 BEGIN PRIVATE KEY。',
  otherFile: () => '私钥是 apiclient_key.pem；apiclient_cert.pem 和 pub_key.pem 是其他文件。',
  certificateFile: () => '证书文件的开头为 "-----BEGIN CERTIFICATE-----"。',
  verifying: () => verifying,
  verifyingNotP12: () => `.p12 中是商户自己的证书和私钥。${verifying}`,
  encrypted: (name: string) => `${name}：私钥已加密`,
  wrongPassphrase: (name: string) => `${name}：私钥已加密，所给的口令无法解开`,
  decrypt: (variable: string) =>
    `请设置 privateKeyPassphrase 或 ${variable}，或解密该文件：\nopenssl pkey -in apiclient_key.pem -out decrypted.pem`,
  noDates: (name: string) => `${name}：证书的有效期无法读取`,
  downloadAgain: () => '文件已损坏：请重新下载。',
  rsa: (name: string, bits: number, found: Text) =>
    `${name}：应为至少 ${bits} 位的 RSA 密钥，实际为${spaced(found.zh)}`,
  rsaHint: () => `APIv3 只使用 RSA 2048 签名。请重新申请商户API证书：${security}。`,
  ringKey: () => '密钥环中的密钥：应有 id 和 node:crypto 的公钥对象',
  ringKeyHint: () => '请以 { id, kind, publicKey } 给出微信支付的密钥；createClient 从 certs 中读取。',
  emptyRing: () => '没有可用于验签的密钥：certs 为空',
  emptyRingHint: () => `请以公钥ID 为键，将微信支付公钥放入 certs：${publicKeyPlace}。`,
  apiv3Length: (name: string, found: number, expected: number) =>
    `${name} 应恰为 ${expected} 字节，实际为 ${found} 字节`,
  apiv3LengthHint: () => `请使用 APIv3密钥：${security}。它与 APIv2密钥不同。`,
  apiv3MissingHint: () => `回调通知和下载的平台证书均以商户设置的 APIv3密钥加密：${security}。`,
  apiv3Mismatch: () => 'APIv3密钥无法解密该内容：它不是该商户的密钥，或已被重置',
  apiv3MismatchHint: () => '请将 apiv3Key 设为商户平台当前的密钥；重置后的密钥只能解密重置之后加密的内容。',
  malformed: (problem: Text) => `加密内容格式有误：${problem.zh}`,
  malformedHint: () => '请原样传入收到的 resource，不要解码或截断其中的字段。',
  partMissing: () => '缺少 ciphertext 或 nonce',
  nonce: (found: number, expected: number) => `nonce 应为 ${expected} 字节，实际为 ${found} 字节`,
  base64: () => 'ciphertext 不是有效的 base64',
  ciphertext: (found: number, least: number) => `ciphertext 至少应为 ${least} 字节，实际为 ${found} 字节`,
  decimalSerial: (name: string, digits: number) => `${name} 为 ${digits} 位十进制数字：这像是十进制的序列号`,
  hexSerial: () => `请使用十六进制，或配置 certificate，由其读取序列号。查看序列号：\n${printSerial}`,
  serial: (name: string, found: Text) =>
    `${name} 不是证书序列号：应为最多 40 位十六进制数字，实际为${spaced(found.zh)}`,
  serialHint: () => `请配置 certificate，由其读取序列号；或查看序列号：\n${printSerial}`,
  ownSerial: (name: string) => `${name}：应为商户API证书序列号，最多 40 位十六进制数字`,
  keyId: (name: string, prefix: string) => `${name}：公钥ID 应以大写的 ${prefix} 开头`,
  keyIdHint: () => `请照商户平台的显示复制公钥ID：${publicKeyPlace}。`,
  roundedSerial: (name: string) => `${name}：该序列号被当作数字读取`,
  quotes: () => '请加上引号。',
  ownKey: (name: string) => `${name}：这是商户自己的证书或密钥，不是微信支付的`,
  ownKeyHint: () => `微信支付签名用的是 pub_key.pem 及其公钥ID（${publicKeyPlace}），或平台证书。`,
  bareKey: (name: string, id: string) => `${name}：实际为公钥，而 ${id} 是证书序列号`,
  bareKeyHint: () => `请以公钥ID（PUB_KEY_ID_ 开头，显示在公钥旁）为键配置微信支付公钥：${publicKeyPlace}。`,
  certificateUnderKeyId: (name: string, serial: string, id: string) =>
    `${name}：实际为证书（序列号 ${serial}），而 ${id} 是公钥ID`,
  certificateUnderKeyIdHint: (serial: string, id: string) =>
    `请以序列号 ${serial} 为键配置该平台证书；${id} 对应的应为 pub_key.pem。`,
  otherSerial: (name: string, serial: string, id: string) => `${name}：该证书的序列号为 ${serial}，却配置在 ${id} 之下`,
  otherSerialHint: (serial: string, id: string) => `请将它配置在 ${serial} 之下，或在此放入序列号为 ${id} 的证书。`,
  twice: (name: string, id: string) => `${name}：${id} 配置了两次`,
  twiceHint: () => '请删去其中一项。',
  mchid: (name: string, problem: Text) => `${name}：${problem.zh}`,
  mchidHint: () => '商户号见商户平台：账户中心 → 商户信息。',
  pair: (certificate: string, key: string) => `${certificate} 与 ${key} 不匹配：该证书对应另一把私钥`,
  pairHint: () => '请使用同一次下载的 apiclient_cert.pem 和 apiclient_key.pem。平台证书（微信支付的）应放入 certs。',
  serialMismatch: (name: string, serial: string, certificate: string, found: string) =>
    `${name} 为 ${serial}，而 ${certificate} 的序列号为 ${found}`,
  removeSerial: () => '请删去 serial：它会从证书中读取。',
  identity: () => '缺少 certificate（或 serial）',
  identityHint: () => '请给出 certificate 或 serial。',
  keyMissing: () => '缺少 privateKey',
  keyMissingHint: () => '请提供 `privateKey`。',
  platformSerial: (name: string, serial: string) =>
    `${name}：${serial} 是 certs 中平台证书的序列号，不是商户自己证书的序列号`,
};
