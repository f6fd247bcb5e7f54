import type { Text } from '../../shared/text.js';
import { spaced } from './spaced.js';

const security = '商户平台 → 账户中心 → API安全';
const searchedFile = '该文件是搜索到的，这样的文件';
const untrusted = (command: string, otherWay: Text) =>
  `写入此文件夹的人可能写下了该内容。如果文件是您的，请指明它：\n${command}\n${otherWay.zh}`;

/** 配置：在何处、内容是什么、可以设置什么。 */
export const settings = {
  commandJson: (name: string) => `${name}：应为由文本组成的 JSON 数组，即程序及其参数`,
  commandJsonHint: (command: string) => `例如：\n${command}`,
  bothSign: (one: string, other: string) => `${one} 和 ${other} 不能同时设置：签名的要么是私钥，要么是程序`,
  bothSignHint: () => '请去掉其中之一。',
  noFile: (folders: string) => `在 ${folders.replaceAll(', ', '、')} 中未找到配置文件`,
  unreadable: (file: string, reason: Text) => `无法读取配置文件 ${file}：${reason.zh}`,
  unreadableHint: () => '请检查路径及其权限（ls -l），或指定其他文件。',
  notAPath: (by: string, length: number) => `${by}：应为文件路径，实际为 ${length} 个字符，不是路径`,
  notAPathHint: (variable: string) =>
    `请给出配置文件的路径。配置内容写在该文件中；单独的密钥放在各自的环境变量中，例如 ${variable}。`,
  fileMissing: (file: string, by: string) => `${by} 指定的配置文件 ${file} 不存在`,
  fileMissingHint: () => '请检查路径：相对路径以当前工作目录为起点。',
  noSection: (file: string, by: string, key: string) => `${by} 指定的 ${file} 中没有 "${key}"`,
  noSectionHint: (key: string) => `请将配置放在其中的 "${key}" 之下，或指定其他文件。`,
  passedOver: (file: string) => `${file} 中没有配置，已跳过`,
  codePassedOver: (file: string) => `${file} 未被读取：配置文件是数据（YAML 或 JSON），从不执行`,
  code: (file: string, extension: string) => `${file}：配置文件是数据，从不执行；实际为 ${extension}`,
  codeHint: () => `请写成 YAML 或 JSON：.wechatpayrc.yaml、.wechatpayrc.json。取自环境变量的值写作 \${NAME}。`,
  syntax: (place: string, problem: Text) => `${place}：${problem.zh}`,
  syntaxHint: () => '请修改该行。含空格或特殊字符的文本须加引号；PEM 应放在单独的文件中。',
  json: (problem: Text) => `不是有效的 JSON：${problem.zh}`,
  yaml: (problem: string | undefined) => `不是有效的 YAML：${problem === undefined ? '无法读取' : `“${problem}”`}`,
  tooMany: (values: number, levels: number) => `展开别名后超过 ${values} 个值或 ${levels} 层`,
  invalid: (file: string, problems: readonly Text[]) =>
    problems.length === 1
      ? `${file}：${problems.map(({ zh }) => zh).join()}`
      : `${file} 有 ${problems.length} 个问题：\n- ${problems.map(({ zh }) => zh).join('\n- ')}`,
  invalidHint: () => '每个配置项的说明见软件包中的 .wechatpayrc.example。',
  atKey: (path: string, problem: Text) => `${path}：${problem.zh}`,
  unknownKey: (known: string) => `未知的配置项；此处可用：${known}`,
  unknownKeyNear: (near: string) => `未知的配置项；是否想写 ${near}？`,
  profile: (shown: string, by: string, place: Text) => `未知的 profile${shown}（${by}）；${place.zh}`,
  profiles: (names: string, file: string) => `已有的 profile：${names}（${file}）`,
  noProfiles: (file: string) => `文件中没有 profile（${file}）`,
  profileHint: () => 'profile 是配置文件中 profiles 之下的各个键。',
  didYouMean: (name: string) => `是否想输入 ${name}？`,
  atSource: (source: string, problem: Text) => `${source}：${problem.zh}`,
  reference: (source: string) => `${source}：\${ 与 } 之间应为环境变量名`,
  referenceHint: () => '只支持 ${NAME} 的写法：字母、数字和下划线；不支持默认值。',
  unset: (source: string, variable: string) => `${source}：环境变量 ${variable} 未设置`,
  unsetHint: (variable: string) => `请将值直接写在 \${${variable}} 处，或设置该变量：\nexport ${variable}=…`,
  noEffect: (variable: string, near: string) => `环境变量 ${variable} 不起作用；是否想写 ${near}？`,
  halfPublicKey: (given: string, missing: string) => `已设置 ${given}，但未设置 ${missing}`,
  halfPublicKeyHint: () => `公钥与其公钥ID（PUB_KEY_ID_…）须同时设置；二者均显示在${security} → 微信支付公钥。`,
  sandboxToLive: (source: string, url: string, setBy: string) =>
    `${source}：这是沙箱的一次性密钥，不得发往 ${url}（${setBy}）`,
  sandboxToLiveHint: () => '请将 baseUrl 设为沙箱显示的地址，或使用其他配置。',
  placeholder: (source: string, value: string, url: string) =>
    `${source}：${value} 是示例中的占位值，而 ${url} 是正式环境`,
  placeholderHint: () => '请换成您自己的值；未发送任何请求。',
  mayNotSet: (source: string, name: string) => `${source}：${searchedFile}不得设置 ${name}`,
  mayNotSetForKey: (source: string, name: string, keySource: string) =>
    `${source}：${searchedFile}不得为不属于它的私钥（${keySource}）设置 ${name}`,
  maySetLocal: (source: string, name: string) =>
    `${source}：${searchedFile}只能将 ${name} 设为本机，因为它所指的私钥在其文件夹之外`,
  untrusted,
  setYourself: (command: string) => `或自行设置该值：\n${command}`,
  setBesideKey: (command: string) => `或在设置私钥之处设置该值：\n${command}`,
  moveKey: (command: string) => `或将私钥移到该文件旁边，或在设置私钥之处设置该值：\n${command}`,
  reachOurs: (source: string, variable: string) =>
    `${source}：${searchedFile}只能在不离开本机的配置项（例如 apiv3Key）中使用 ${variable}`,
  reachOurOwn: (source: string, variable: string) =>
    `${source}：${searchedFile}只能使用以 WECHATPAY_ 开头的变量，不能使用 ${variable}`,
  writeValue: () => '或将值直接写入该文件。',
  renameVariable: (command: string) => `或给变量取这样的名称：\n${command}`,
  notOurs: (file: string, problem: Text) => `配置文件 ${file} 是搜索到的，但${problem.zh}`,
  notOursHint: (name: string, own: string) => `如果您信任它，请指明它：\n${name}\n或将它改为属于自己：\n${own}`,
  caFile: (name: string, problem: Text) => `${name}：${problem.zh}`,
  caFileHint: (begin: string, end: string) => `CA 文件由依次排列的 PEM 证书组成："${begin} … ${end}"。`,
  caNone: () => '应为 PEM 格式的证书，实际没有',
  caCut: (index: number, end: string) => `第 ${index} 张证书缺少 "${end}"`,
  caOther: (index: number, found: Text) => `第 ${index} 项应为证书，实际为${spaced(found.zh)}`,
};
