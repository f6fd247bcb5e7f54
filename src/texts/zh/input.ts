import type { Text } from '../../shared/text.js';

/** 命令读取的内容：文件、标准输入、数据、请求头；以及其输出。 */
export const input = {
  unreadable: (what: string, name: string, reason: Text) => `${what}：无法读取 ${name}：${reason.zh}`,
  unreadableHint: () => '请给出以当前工作目录为起点的路径，或用 - 表示标准输入。',
  tooLarge: (what: string) => `${what}：超过 1 MiB`,
  tooLargeHint: () => '微信支付的消息不会这么大：文件是否正确？',
  data: (problem: Text) => `--data 不是有效的 JSON：${problem.zh}`,
  headers: (name: string, problem: Text) => `${name}：${problem.zh}`,
  headersHint: () => '应为 "Wechatpay-Serial: PUB_KEY_ID_…" 这样的各行，或由名称和值组成的 JSON 对象。',
  headersJson: (problem: Text) => `看似 JSON，但无法解析：${problem.zh}`,
  headerValues: () => '请求头的值应为文本或文本列表',
  headerLine: (line: number) => `第 ${line} 行不是请求头`,
};
