import type { Text } from '../../shared/text.js';

/** 显示配置的命令。 */
export const config = {
  noSandbox: () => '--sandbox 使用自带的密钥和地址，没有配置文件',
  noSandboxHint: () => '请去掉 --sandbox。`wxpay sandbox` 会打印一个配置文件的路径，可用 --config 指定。',
  noFile: (folders: string) => `在以下目录中未找到配置文件：${folders}`,
  noFileHint: () => '生成一个：wxpay config init\n或指定文件：wxpay --config <文件> …',
  file: () => '文件',
  none: () => '无',
  profile: () => '当前 profile',
  profiles: () => '全部 profile',
  key: () => '配置项',
  value: () => '值',
  source: () => '来源',
  byDefault: () => '默认值',
  unknownField: (name: string) => `--field：未设置 ${name}`,
  knownFields: (names: string, suggestion: Text) => `${suggestion.zh}已设置：${names}。`,
  didYouMean: (name: string) => `是否想输入 ${name}？`,
};
