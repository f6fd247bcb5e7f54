/** 在另一台机器上签名的请求。 */
export const signElsewhere = {
  timestamp: () => '应为自 1970 年起的秒数，共十位数字',
  nonce: () => '应为 1 至 32 位字母和数字',
  both: () => '--message 与 --signature 不能同时使用',
  pair: () => '--timestamp 与 --nonce 须同时使用',
  needsStamp: () => '--signature 须与签名时的 --timestamp 和 --nonce 同时使用',
  order: () => '请先用 --message 输出待签名串，它会给出发送用的命令；签名后再发送。',
  wrong: () => '该签名不是此请求待签名串的签名',
  wrongHint: () =>
    '未发送任何请求。请用所配置的商户API证书对应的私钥，对 --message 的输出原样签名，并以相同的数据、--timestamp 和 --nonce 发送。',
  next: (command: string) =>
    `请以 SHA256 和 RSA PKCS#1 v1.5 签名，结果为一行 base64，五分钟内有效。然后发送：\n${command}`,
};
