const help = '命令的帮助中有示例：';
const trySandbox = '无需任何密钥即可试用：\nwxpay insurance create --sandbox --openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

/** 命令行按错误码给出的建议。 */
export const hints = {
  USAGE: () => help,
  INVALID_ARGUMENT: () => help,
  INVALID_ORDER: () => help,
  MISSING_CREDENTIALS: () => `或生成一个配置：\nwxpay config init\n${trySandbox}`,
  PLACEHOLDER: () => trySandbox,
  UNTRUSTED_CONFIG: () => '仅对本次调用：',
  BAD_NOTIFICATION: () => '保存这样的通知：\nwxpay notify listen --save notifications',
  BAD_SHARD: () =>
    '请给出 --shard 1/4 至 --shard 4/4；或在 Kubernetes 的 Indexed Job 中给出 --shards 4，由其设置 JOB_COMPLETION_INDEX。',
  RESULTS_EXIST: () => '请用 --resume 继续执行，或指定另一文件。未发送任何请求。',
  RESULTS_IN_USE: () => '请等待其结束，或用 Ctrl-C 或 kill 停止它，然后用 --resume 继续执行。未发送任何请求。',
  RESULTS_GONE: () =>
    '不再发送后面的行。请换一个 --results 文件执行相同的命令，且不带 --resume：相同的行得到相同的单号，不会重复创建订单。',
  NO_RESULTS: () => '不带 --resume 时会新建结果文件。未发送任何请求。',
  OTHER_INPUT: () =>
    '请使用首次运行时的原文件与 --id 继续执行。更正的行与新增的行须放入另一文件，并使用新的结果文件：见 --failed。相同的行得到相同的单号。',
};
