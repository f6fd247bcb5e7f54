/** The languages of the page. */
export type PageLanguage = 'en' | 'zh';

const WORDS = {
  title: ['wxpay sandbox', 'wxpay 沙箱'],
  requests: ['Requests', '请求'],
  orders: ['Orders', '订单'],
  notifications: ['Notifications', '通知'],
  faults: ['Faults', '故障'],
  views: ['Views', '视图'],
  language: ['中文', 'English'],
  search: ['Search', '搜索'],
  searchHint: ['path, body, status, code, reason, fault', '路径、正文、状态、错误码、原因、故障'],
  none: ['Nothing here yet.', '暂无内容。'],
  newest: ['Newest first, at most 100.', '最新的在前，最多 100 条。'],
  older: ['Older', '更早'],
  time: ['Time', '时间'],
  method: ['Method', '方法'],
  path: ['Path', '路径'],
  status: ['Status', '状态码'],
  reason: ['Reason', '原因'],
  request: ['Request', '请求'],
  response: ['Response', '应答'],
  headers: ['Headers', 'HTTP 头'],
  body: ['Body', '正文'],
  checks: ['Checks', '检查'],
  passed: ['passed', '通过'],
  failed: ['failed', '失败'],
  notReached: ['not reached', '未执行'],
  expected: ['Message that should have been signed', '应签名的串'],
  signed: ['Message that was signed', '实际签名的串'],
  unknownMessage: ['It could not be found out which message was signed.', '无法得知实际签名的串。'],
  order: ['Order', '订单'],
  openid: ['User', '用户'],
  state: ['State', '状态'],
  claims: ['Claims', '理赔次数'],
  actions: ['Actions', '操作'],
  claim: ['Claim', '理赔'],
  damaged: ['Files that hold no readable order', '无法读取的订单文件'],
  event: ['Event', '事件'],
  url: ['URL', '地址'],
  attempts: ['Attempts', '发送记录'],
  resend: ['Resend', '重发'],
  queue: ['Queue for the next request', '加入下一个请求'],
  queued: ['Queued', '队列'],
  byShare: ['By share of requests', '按比例'],
  clear: ['Clear the queue', '清空队列'],
  timeline: ['Time line', '时间线'],
  created: ['created', '已创建'],
  live: ['Live', '实时更新'],
  offline: ['Not connected: the sandbox has ended?', '未连接：沙箱已结束？'],
  reload: ['Reload to see what is new.', '刷新以查看最新内容。'],
  notFound: ['There is no such thing here.', '没有找到。'],
  skip: ['Skip to content', '跳到内容'],
  noResponse: ['no response', '无应答'],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

/** Gives a word of the page in the language of one reader. */
export type Say = (word: keyof typeof WORDS) => string;

/** The words in a language. */
export function sayIn(language: PageLanguage): Say {
  const index = language === 'zh' ? 1 : 0;
  return (word) => WORDS[word][index];
}
