import type { Text } from '../../shared/text.js';

const TYPES: Readonly<Record<string, string>> = {
  object: '对象',
  array: '数组',
  string: '字符串',
  number: '数字',
  boolean: '布尔值',
  function: '函数',
};

const typeOf = (name: string): string => TYPES[name] ?? ` ${name}`;

/** 程序库的调用及其选项；接口的路径与查询参数。 */
export const calls = {
  found: (expected: Text, found: string) => `${expected.zh}，实际为${typeOf(found)}`,
  string: () => '应为字符串',
  number: () => '应为数字',
  object: () => '应为对象',
  function: () => '应为函数',
  functions: () => '其成员应为函数',
  objectOfFunctions: () => '应为由函数组成的对象',
  stringOrBytes: () => '应为字符串或字节',
  certificateInput: () => '应为 PEM、路径、字节或证书对象',
  keyInput: () => '应为 PEM、路径、字节或密钥对象',
  certsInput: () => '应为 PEM、路径、字节、密钥对象或证书对象',
  certs: () => '应为由 id 和密钥组成的对象',
  entry: (index: number, problem: Text) => `第 ${index} 项：${problem.zh}`,
  ring: () => '应为 createKeyRing 的结果',
  options: () => '应为由选项组成的对象',
  promise: () => '应为由选项组成的对象，实际为 Promise',
  awaitIt: (call: string) => `请等待其结果：${call}(await loadConfig())。`,
  knownOptions: (names: string) => `可用的选项：${names}。`,
  unknownOption: (name: string, suggestion: Text) => `未知的选项${name}。${suggestion.zh}`,
  problem: (name: string, problem: Text) => `${name}：${problem.zh}`,
  problems: (call: string, problems: readonly Text[]) =>
    problems.length === 1
      ? `${call}：${problems.map(({ zh }) => zh).join()}`
      : `${call}：${problems.length} 个问题：\n- ${problems.map(({ zh }) => zh).join('\n- ')}`,
  missing: (call: string, names: Text) => `${call}：缺少 ${names.zh}`,
  missingHint: () => '请传入它们，或取自配置：await loadConfig()。',
  nothingSent: () => '未发送任何请求。',
  headers: () => '应为由名称和文本组成的普通对象',
  text: () => '应为文本',
  query: () => '应为普通对象或 URLSearchParams',
  queryValue: () => '应为文本、数字或布尔值',
  signal: () => '应为 AbortSignal',
  notJson: (type: string) => `${typeOf(type).trim()}无法写成 JSON`,
  bodyOfGet: (path: string) => `GET ${path} 不能带请求体`,
  bodyOfGetHint: () => '请改用 query。',
  segment: (name: string, value: string) => `${name} 不能用在路径中：${value}`,
  segmentHint: (name: string) => `请给出 ${name} 的值。`,
  placeholder: (path: string, name: string) => `路径 ${path} 缺少 ${name} 的值`,
  placeholderHint: (name: string) => `请在调用时传入：{ ${name}: '…' }。`,
  queryCharacter: (value: string) => `查询参数中不能有不完整的字符：${value}`,
  queryHint: () => '查询参数须为 Unicode 文本。',
};
