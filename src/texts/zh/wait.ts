import type { Text } from '../../shared/text.js';

/** 调用耗时较长时的提示。 */
export const wait = {
  still: (host: string, seconds: number) => `仍在等待 ${host} 的应答（${seconds} 秒）…`,
  retry: (attempt: number, of: number, problem: Text) =>
    `正在重试（第 ${attempt} 次，共 ${of} 次），原因：${problem.zh}`,
};
