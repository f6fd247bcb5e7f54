import type { Text } from '../../shared/text.js';
import type { FileKind } from '../en/files.js';

const kinds: Readonly<Record<FileKind, string>> = {
  file: '文件',
  folder: '文件夹',
  pipe: '管道',
  socket: '套接字',
  device: '设备',
};

/** 本机的文件、文件夹与地址。 */
export const files = {
  notAFile: (found: FileKind) => `应为文件，实际为${kinds[found]}`,
  tooLarge: (limit: number) => `超过 ${limit} 字节`,
  silentPipe: () => '它是一个没有程序写入的管道',
  missing: () => '不存在',
  denied: () => '没有权限',
  circle: () => '其符号链接循环',
  unreadable: () => '原因未知',
  linkOfOther: (uid: number) => `该符号链接属于其他用户（uid ${uid}），对方可以读取或修改写入的内容`,
  fileOfOther: (uid: number) => `它属于其他用户（uid ${uid}），对方可以读取或修改写入的内容`,
  othersWrite: (mode: string) => `其他用户可以写入它（权限 ${mode}）`,
  othersReplace: (folder: string, mode: string) =>
    `其他用户可以替换它，因为他们可以写入其所在文件夹 ${folder}（权限 ${mode}）`,
  notOurs: (uid: number) => `它属于其他用户（uid ${uid}）`,
  folderNotOurs: (folder: string, uid: number) => `其所在文件夹 ${folder} 属于其他用户（uid ${uid}）`,
  portInUse: (port: number, host: string) => `${host} 的端口 ${port} 已被占用`,
  portDenied: (port: number, host: string) => `当前用户不能监听 ${host} 的端口 ${port}`,
  notThisMachine: (host: string, suggestion: Text) => `${host} 不是本机的地址。${suggestion.zh}`,
  cannotListen: (port: number, host: string, reason: Text) => `无法监听 ${host} 的端口 ${port}：${reason.zh}`,
  otherPort: () => '请换一个端口；0 表示任选一个空闲端口。',
  addresses: (own: string) => `本机的地址：${own}。`,
};
