/** config init 的帮助。 */
export const helpInit = {
  mchid: () => '商户号',
  ofCertificate: () => '取自证书',
  certificate: () => '商户API证书：apiclient_cert.pem',
  privateKey: () => '商户API私钥：apiclient_key.pem',
  cert: () => '微信支付的公钥或平台证书及其 ID：PUB_KEY_ID_…=pub_key.pem',
  apiv3KeyEnv: () => '存放 APIv3密钥的环境变量名',
  notifyUrl: () => '接收通知的地址',
  serviceId: () => '支付分服务ID',
  force: () => '文件或 profile 已存在时替换',
  offline: () => '写入后只检查本机上的内容',
  about: () =>
    '在终端中，会询问未给出的内容，并说明到哪里查找；否则全部取自选项。写入当前目录的 .wechatpayrc，或 --config 指定的文件；使用 --profile 时写入其中的一个 profile。密钥仍在各自的文件中，路径相对于配置文件。随后执行 wxpay config check 的检查。\n\n只有平台证书的商户不填 --cert，填 --apiv3-key-env，然后运行 wxpay certs download。',
  ask: () => '逐项询问',
  publicKey: () => '不询问，适用于使用微信支付公钥的商户',
  newProfile: () => '为另一个商户增加 profile',
};
