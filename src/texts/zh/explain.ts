import type { ErrorType } from '../../error-codes.js';

/** 各类错误之后的处理办法。 */
const next: Readonly<Record<ErrorType, string>> = {
  usage: '请修改命令行；未发送任何请求。命令的帮助中有示例：加上 --help。',
  config: '请修改配置；未发送任何请求。查看每个值及其来源：wxpay config show',
  api: '请阅读微信支付返回的错误码和说明，并修改其中指出的内容。',
  network: '结果未知时，请用同一 out_order_no 再次运行，不要换新单号。',
  signature: '不要相信其内容。请检查 certs 中的密钥、代理与接口地址。',
  internal: '请加上 --debug 再运行一次，并提交其输出。',
};

/** explain 命令的用语与说明。 */
export const explain = {
  code: () => '代码',
  kind: () => '类别',
  exitCode: () => '退出码',
  meaning: () => '含义',
  next: () => '处理',
  nextOf: (kind: ErrorType) => next[kind],
  http: (status: string) => `应答状态码为 ${status}，但内容不是 APIv3 错误：它来自中间的某个节点`,
  refused: () => '该地址上没有程序在监听',
  reset: () => '连接在收到应答之前被关闭',
  lookup: () => '域名无法解析',
  unreachable: () => '主机无法到达',
  certificate: () => '服务器证书不受信任',
  checkNetwork: () => '请检查网络、DNS、代理与接口地址。',
  unknown: (word: string, suggestion: string | undefined) =>
    `${word} 不是 wxpay 已知的错误码、数字、Request-ID 或退出码。${suggestion ? `是否想输入 ${suggestion}？` : ''}`,
  notAnError: () => '标准输入中没有调用失败时的 JSON 错误：{"error": {"code": …}}',
  give: () => '请给出错误码，或用管道传入带 --json 调用时的错误：\nwxpay explain PARAM_ERROR',
};
