/** certs、config、request 与 explain 的帮助。 */
export const helpCommands = {
  out: () => '保存证书的目录',
  workingDirectory: () => '当前目录',
  downloadAbout: () =>
    '适用于使用平台证书验签的商户；新商户使用微信支付公钥，无需下载。需要 APIv3密钥。已存在的文件保持不变。',
  download: () => '将证书保存到当前目录',
  downloadOut: () => '保存到单独的目录',

  offline: () => '只检查本机上的内容',
  handler: () => '同时向该地址发送一条伪造的通知，它必须拒绝',
  checkAbout: (path: string) =>
    `向微信支付发送签名的 GET ${path}，不会改变任何数据；使用 --offline 时不发送。每项检查一行：✓ 通过，! 需要留意，✗ 未通过，并说明如何处理。敏感信息从不显示。`,
  check: () => '检查文件、密钥、网络与商户',
  checkOffline: () => '不访问网络，检查一个 profile，以 JSON 输出',
  checkHandler: () => '检查商户的回调服务是否拒绝伪造的通知',
  checkFailed: () => '有检查未通过',
  showAbout: () => '敏感信息显示为 [secret]，密钥文件只显示路径；不读取任何密钥。',
  show: () => '显示当前使用的每个值',
  showProfile: () => '以 JSON 显示一个 profile 的值',
  showField: () => '只输出一个值',
  pathAbout: () => '不检查文件内容：请使用 wxpay config check。',
  path: () => '输出路径',
  pathCat: () => '查看该文件',
  noFile: () => '没有配置文件',

  method: () => '请求方法，不区分大小写',
  requestPath: () => '/v3/…、v3/…、以点分隔的 v3.…，或所配置主机的完整地址',
  query: () => '查询参数，可重复',
  body: () => '请求体，逐字节发送',
  header: () => '附加的请求头，可重复',
  include: () => '先输出状态行与应答头',
  requestAbout: () => '调用任意 APIv3 接口，自动签名并验签。GET 失败后会重试；其他方法只在确定未发送时重试。',
  requestGet: () => '向内置沙箱查询',
  requestPost: () => '发送文件中的请求体，并输出状态行与应答头',
  requestDotted: () => '不带斜杠的路径，便于输入',

  code: () => '错误码、错误码的数字、Request-ID、退出码；- 表示从标准输入读取错误',
  explainCode: () => '微信支付或 wxpay 的错误码',
  explainNumber: () => '微信支付返回信息中的数字',
  explainExit: () => '退出码',
  explainPiped: () => '一次失败调用的错误',
};
