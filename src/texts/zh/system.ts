/** 系统错误码的含义。 */
const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: '没有权限',
  EPERM: '操作不被允许',
  ENOENT: '文件或目录不存在',
  EEXIST: '已经存在',
  EISDIR: '这是目录',
  ENOTDIR: '路径中有一段不是目录',
  ENOSPC: '磁盘空间不足',
  EDQUOT: '超出磁盘配额',
  EROFS: '文件系统为只读',
  EMFILE: '打开的文件过多',
  ENFILE: '系统打开的文件过多',
  EFBIG: '文件过大',
  EIO: '读写出错',
  ELOOP: '符号链接过多',
  ENAMETOOLONG: '文件名过长',
  EPIPE: '读取方已关闭',
  EADDRINUSE: '端口已被占用',
  EADDRNOTAVAIL: '本机没有该地址',
  ECONNREFUSED: '连接被拒绝',
  ECONNRESET: '连接被重置',
  ENOTFOUND: '域名无法解析',
  EAI_AGAIN: '域名解析暂时失败',
  EHOSTUNREACH: '主机不可达',
  ENETUNREACH: '网络不可达',
  ETIMEDOUT: '连接超时',
};

/** 系统拒绝操作的原因。 */
export const system = {
  reason: (message: string, code: string | undefined) => {
    const meaning = code !== undefined && Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
    return meaning === undefined ? `“${message}”` : `${meaning}（${code}）`;
  },
};
