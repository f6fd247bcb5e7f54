import type { Text } from '../../shared/text.js';

/** 批量处理的文件：结果与失败的行。 */
export const batchResults = {
  cannotWrite: (file: string, reason: Text) => `无法写入 ${file}：${reason.zh}`,
  cannotOpenHint: () => '请指定可写入的文件，其目录须已存在。未发送任何请求。',
  noRoomHint: () => '不再发送后面的行。腾出空间后可继续执行。',
  deleted: (file: string) => `${file} 在写入过程中被删除或移走：其中的内容已丢失`,
  replaced: (file: string) => `${file} 在写入过程中被另一文件取代：其中的内容已丢失`,
  truncated: (file: string, found: string, expected: string) =>
    `${file} 在写入过程中被截断：现有 ${found} 字节，应为 ${expected} 字节`,
  isFolder: () => '这是目录，应为文件',
  isDevice: () => '这是设备或管道，应为文件',
  notAResult: (line: number, file: string) => `${file} 第 ${line} 行不是结果行`,
  notAResultHint: () => '这是结果文件吗？请更正该行，或将其删除：对应的行会以相同的单号重新发送。未发送任何请求。',
  exists: (file: string) => `${file} 中已有结果`,
  inUse: (file: string) => `另一进程正在写入 ${file}`,
  none: (file: string) => `没有可供继续执行的结果文件 ${file}`,
  otherRow: (file: string, line: number, number: string) =>
    `${file} 中是另一输入的结果：第 ${line} 行在此为订单 ${number}，在该文件中是另一个订单（单号、用户、service_id 或 notify_url 不同）`,
  whose: (file: string, meta: string) => `无法判断 ${file} 是哪一批的结果：${meta} 缺失或已损坏`,
  whoseHint: () =>
    '该文件与结果文件写在一起，移动时须一并移动。也可使用新的结果文件：相同的行得到相同的单号，不会重复创建订单。未发送任何请求。',
  otherBatch: (file: string, part: Text, theirs: string, mine: string) =>
    `${file} 属于另一批次：其${part.zh}为 ${theirs}，而不是 ${mine}`,
  otherBatchHint: () => '请使用首次运行时的选项与配置继续执行。未发送任何请求。',
  expectedResults: () => '应为批量结果文件：每行一个 JSON 对象，含 line、status 和 digest。',
  oneBatchHint: () => '请给出同一批次各分片的结果，不要混入其他文件。',
  shardCount: () => '分片数',
  only: () => '所选状态',
  command: () => '命令',
  encoding: () => '编码',
  merchant: () => '商户号',
  host: () => '域名',
  id: () => '批次标识',
  shard: () => '分片',
  notifyUrl: () => '默认 notify_url ',
  serviceId: () => '默认 service_id ',
  otherInput: (file: string) => `${file} 中是另一输入的结果，或输入已被修改`,
  nothingSent: () => '未发送任何请求。',
  notReadBack: (number: string, reason: Text) => `订单 ${number} 已由前面的行创建，但未能查询到：${reason.zh}`,
  notReadBackHint: () => '继续执行时会再次查询。',
};
