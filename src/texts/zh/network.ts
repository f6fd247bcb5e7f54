import type { Text } from '../../shared/text.js';
import type { Doing } from '../en/network.js';

const LATE: Readonly<Record<Doing, string>> = {
  connection: '未能建立连接',
  lookup: '未能解析域名',
  handshake: '未能完成 TLS 握手',
  response: '未收到完整的应答',
};

const unreachable = '请检查网络，以及是否需要代理（HTTPS_PROXY）。';
const clock = '请检查本机时钟（date -u）';

/** 没有可用应答的请求。 */
export const network = {
  failed: (call: string, problem: Text) => `${call}：${problem.zh}`,
  late: (doing: Doing, seconds: number) => `${seconds} 秒内${LATE[doing]}`,
  lateProxy: (doing: Doing, proxy: string, seconds: number) => `经代理 ${proxy}，${seconds} 秒内${LATE[doing]}`,
  lateHint: () => '请稍后再试，或延长时限（timeout）。',
  refused: () => '该地址上没有程序在监听',
  refusedHere: () => '它是否在运行？',
  unreachableHint: () => unreachable,
  lookup: () => '域名无法解析',
  lookupHint: () => '请检查网络、DNS 与 baseUrl。',
  unreachable: () => '主机无法到达',
  otherHost: () => '服务器证书属于其他主机',
  otherHostHint: () => '请检查 baseUrl 与代理：在该地址上应答的不是所指的主机。',
  expired: () => '服务器证书已过期',
  expiredHint: () => `${clock}；否则须由对方更换证书。`,
  notYetValid: () => '服务器证书尚未生效',
  notYetValidHint: () => `${clock}。`,
  untrusted: (code: string) => `服务器证书不受信任（${code}）`,
  untrustedHint: () =>
    '如在解密 TLS 的代理之后，请将其 CA 证书交给 Node（NODE_EXTRA_CA_CERTS=/path/ca.pem）或 wxpay（caFile）。这与微信支付的平台证书无关。',
  cut: () => '应答不完整，连接中途断开',
  closed: () => '连接在收到应答之前被关闭',
  stopped: () => '已停止',
  upgraded: () => '连接被切换为其他协议（101）',
  tooLarge: (limit: number) => `应答超过 ${limit} 字节`,
  tooLargeHint: () => '该接口的应答不会这么大：请检查 baseUrl 与代理。',
  proxyFailed: (proxy: string, reason: Text) => `代理 ${proxy} 无法使用：${reason.zh}`,
  proxyRefused: (proxy: string, reason: Text) => `代理 ${proxy} 拒绝了连接：${reason.zh}`,
  proxyDeed: (deed: Text) => `代理：${deed.zh}`,
  proxyClosed: () => '它关闭了连接',
  proxyStatus: (status: string) => `它对 CONNECT 返回 ${status}`,
  proxyPassword: (from: string, host: string) => `请在 ${from} 中给出用户名和密码：http://user:password@${host}。`,
  proxyHint: (from: string) => `请检查 ${from}，或用 NO_PROXY 使该主机不经代理。`,
  badProxy: (from: string) => `${from}：应为 http://proxy.example:3128 这样的 HTTP 代理地址`,
  badProxyHint: (from: string) => `请修改 ${from}，或删去它以直接连接。`,
  badPath: (path: string) => `路径 ${path} 没有以斜杠开头`,
  badPathHint: (example: string) => `应为 ${example} 这样的路径。`,
};
