import type { RangeWords } from '../en/values.js';

const origin = '应为 https://api.mch.weixin.qq.com 这样的域名地址';
const proxy = '应为 http://proxy.example.com:8080 这样的代理地址';

/** 值有何问题：接在名称与冒号之后。 */
export const values = {
  didYouMean: (name: string) => `是否想输入 ${name}？`,
  command: () => '应为由文本组成的列表，即程序及其参数：["node", "sign.mjs"]',
  mchid: () => '应为 8 至 10 位数字的商户号',
  choice: (choices: string) => `应为以下之一：${choices}`,
  range: ({ unit, whole, from, above, to }: RangeWords) =>
    `应为${above ? `大于 ${from}、不超过 ${to}` : `${from} 至 ${to}`} 的${whole ? '整数' : '数字'}（${unit.zh}）`,
  origin: () => origin,
  originUser: () => `${origin}，不含用户名和密码`,
  originQuery: () => `${origin}，不含查询参数`,
  originFragment: () => `${origin}，不含 # 片段`,
  originPath: () => `${origin}，不含路径`,
  originHttp: () => '只有本机地址（localhost、127.0.0.1）可以使用 http；请改用 https',
  proxy: () => proxy,
  proxyPath: () => `${proxy}，端口之后不能有其他内容`,
  url: () => '应为 https://example.com/wechatpay/notify 这样的 URL',
  urlUser: () => '不能包含用户名和密码',
  urlQuery: () => '不能携带查询参数',
  urlFragment: () => '不能包含 # 片段',
  urlProtocol: (found: string) => `应为 https，实际为 ${found}`,
  urlPrivate: (host: string) => `${host} 无法从公网访问`,
  surrogate: (name: string) => `包含不完整的字符（${name}，孤立的代理项）`,
  fourBytes: (character: string, name: string) =>
    `包含 ${character}（${name}）：只允许 UTF-8 编码为 1 至 3 个字节的字符`,
  replaced: (name: string) => `包含 ${name}，表示原文中有非 UTF-8 的字节`,
  invisible: (name: string) => `包含空白或不可见字符（${name}）`,
  orderNumber: () => '应为 1 至 32 个字符，只能用 0-9 A-Z a-z _ - | *',
  missing: (name: string) => `缺少 ${name}`,
};
