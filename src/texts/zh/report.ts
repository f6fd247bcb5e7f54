import type { Text } from '../../shared/text.js';

/** 运行结果的说明：错误、警告与结束。 */
export const report = {
  error: () => '错误：',
  cause: () => '原因：',
  hint: () => '提示：',
  code: () => '代码：',
  detail: () => '详情：',
  warning: (warning: Text) => `警告：${warning.zh}`,
  unsigned: () => '该拒绝没有有效的签名',
  stopped: (signal: string) => `已被 ${signal} 终止`,
  stoppedWith: (signal: string, note: Text) => `已被 ${signal} 终止；${note.zh}`,
  bug: (message: string) => `wxpay 程序缺陷：${message}`,
  reportBug: () => '请加上 --debug 再运行一次，并提交其输出。',
  outputNotWritable: (reason: Text) => `无法写入输出：${reason.zh}`,
  runAgain: () => '请求已全部发送。请重新运行；有单号时使用同一单号。',
  responseLost: () => '请求已执行，但应答未能输出。请用 GET 查询结果；只有单号能防止重复执行时，才可再次发送。',
};
