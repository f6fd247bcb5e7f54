import type { Text } from '../../shared/text.js';

/** JSON 文本有何问题。 */
export const json = {
  string: () => '字符串没有在本行结束，或含有无效的转义',
  depth: (levels: number) => `嵌套超过 ${levels} 层`,
  comma: (close: string) => `此处应为逗号或 ${close}`,
  name: () => '此处应为双引号中的名称',
  repeated: (key: string) => `同一对象中 "${key}" 出现了两次`,
  colon: () => '此处应为冒号',
  value: () => '此处应为值',
  end: () => '此后不应再有内容',
  encoding: () => '不是有效的 UTF-8',
  characters: (limit: number) => `超过 ${limit} 个字符`,
  bytes: (limit: number) => `超过 ${limit} 字节`,
  at: (line: number, column: number, reason: Text) => `第 ${line} 行第 ${column} 列：${reason.zh}`,
};
