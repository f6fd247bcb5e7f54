import type { Text } from '../../shared/text.js';

const security = '商户平台 → 账户中心 → API安全';

/** 商户的密钥文件与各项值。 */
export const credentials = {
  missing: (names: Text, place: Text) => `缺少 ${names.zh}；${place.zh}`,
  certificateOrSerial: () => 'certificate（或 serial）',
  missingHint: (variables: string) => `请设置 ${variables}；或将 .wechatpayrc.example 复制为 .wechatpayrc 并填写。`,
  lookedIn: (file: string) => `已查找 ${file} 和环境变量`,
  lookedInProfile: (file: string, profile: string) => `已查找 ${file}（profile 为 ${profile}）和环境变量`,
  apiv3KeyHint: (variable: string) =>
    `请将 ${variable}，或配置文件中的 apiv3Key，设为商户设置的 APIv3密钥：${security}。`,
  fileMissing: (name: string) => `${name}：文件不存在`,
  fileTooLarge: (name: string) => `${name}：文件超过 1 MiB，不是密钥`,
  notAFile: (name: string, reason: Text) => `${name}：${reason.zh}`,
  fileUnreadable: (name: string, reason: Text) => `${name}：无法读取文件：${reason.zh}`,
  nameAPem: () => '请指定 PEM 文件。',
  nameTheFile: () => '请指定文件本身，例如 apiclient_key.pem。',
  checkAccess: () => '请检查属主和权限：ls -l。',
  pathOfProcess: () => '请检查路径：相对路径以进程的工作目录为起点。',
  pathOfFile: () => '请检查路径：相对路径以配置文件所在的文件夹为起点；环境变量中的则以当前工作目录为起点。',
  empty: (name: string) => `${name}：应为路径或 PEM，实际为空`,
  emptyHint: () => '请填写，或删去该项。',
  neither: (name: string, length: number) => `${name}：应为路径或 PEM，实际为 ${length} 个字符，两者都不是`,
  neitherHint: (pathHint: Text) =>
    `PEM 从 "-----BEGIN" 行到 "-----END" 行，须包含这两行；更稳妥的做法是给出文件路径。${pathHint.zh}`,
  writable: (name: string, problem: Text) => `${name}：${problem.zh}，而它决定 wxpay 信任什么`,
  writableHint: (command: string) => `请先确认它是微信支付提供的内容，再禁止他人写入：\n${command}`,
  readable: (name: string, command: string) => `本机其他用户可读取 ${name}；请禁止：\n${command}`,
  holdsSecret: (file: string, command: string) => `${file} 中有密钥，而本机其他用户可读取它；请禁止：\n${command}`,
  expired: (name: string, date: string, remedy: Text) => `${name}：证书已于 ${date} 过期；请更换：${remedy.zh}`,
  expires: (name: string, date: string, days: number, remedy: Text) =>
    `${name}：证书将于 ${date} 过期，还剩 ${days} 天；请更换：${remedy.zh}`,
  renewOwn: () => `${security} → 商户API证书`,
  renewPlatform: () => '下载当前的平台证书',
  otherMerchant: (name: string, merchant: string, mchid: string) =>
    `${name}：这是商户 ${merchant} 的证书，而 mchid 为 ${mchid}`,
};
