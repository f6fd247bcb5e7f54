const TYPES: Readonly<Record<string, string>> = {
  string: '字符串',
  number: '数字',
  int: '整数',
  boolean: '布尔值',
  array: '数组',
  object: '对象',
  record: '对象',
  null: 'null',
  date: '日期',
};

const typeOf = (name: string): string => TYPES[name] ?? name;

/** 内容不符合要求之处：接在字段名与冒号之后。 */
export const issues = {
  required: () => '必填',
  type: (expected: string, found: string) => `应为${typeOf(expected)}，实际为${typeOf(found)}`,
  quotes: (found: string) => `应为字符串，实际为${typeOf(found)}：请加上引号`,
  keys: () => '应为若干键和值',
  empty: () => '不能为空',
  emptyKey: () => '为空：请填写，或删去该项',
  tooShort: (minimum: string, found: string) => `至少 ${minimum} 个字符，实际为 ${found} 个`,
  tooLong: (maximum: string, found: string) => `最多 ${maximum} 个字符，实际为 ${found} 个`,
  tooSmall: (minimum: string) => `不能小于 ${minimum}`,
  tooLarge: (maximum: string) => `不能大于 ${maximum}`,
  choice: (values: string) => `应为以下之一：${values}`,
  format: () => '格式不符合要求',
  unknownName: () => '未知的名称',
  invalid: () => '无效',
};
