import type { RowStatus } from '../../../../batch/results/result-line.js';
import type { Language } from '../../../../shared/text.js';

/** What a batch says to people. */
export interface BatchMessages {
  status: Readonly<Record<RowStatus, string>>;
  /** Outcome, code, rows, first lines. */
  head: readonly [string, string, string, string];
  earlierRun: string;
  done: (count: number) => string;
  before: (count: number) => string;
  left: (duration: string) => string;
  /** `12`, `3 min 5 s`. */
  seconds: (count: string) => string;
  minutes: (minutes: number, seconds: number) => string;
  hours: (hours: number, minutes: number) => string;
  /** The last line of a dry run. */
  checked: (rows: number, duration: string, right: number, wrong: number) => string;
  total: (rows: number, duration: string, rate: number) => string;
  goOn: string;
  /** In front of numbers. */
  unrecorded: string;
}

/** The words of each language. */
export const BATCH_MESSAGES = {
  en: {
    status: { created: 'created', failed: 'failed', unknown: 'unknown' },
    head: ['OUTCOME', 'CODE', 'ROWS', 'FIRST LINES'],
    earlierRun: '(in an earlier run)',
    done: (count) => `${count} done`,
    before: (count) => `${count} before`,
    left: (duration) => `${duration} left`,
    seconds: (count) => `${count} s`,
    minutes: (minutes, seconds) => `${minutes} min ${seconds} s`,
    hours: (hours, minutes) => `${hours} h ${minutes} min`,
    checked: (rows, duration, right, wrong) =>
      `${rows} rows checked in ${duration}: ${right} would be sent, ${wrong} are wrong; nothing was sent`,
    total: (rows, duration, rate) => `${rows} rows in ${duration}${rate > 0 ? `, ${rate} a second` : ''}`,
    goOn: 'Resume:',
    unrecorded: 'Sent, with no result written:',
  },
  zh: {
    status: { created: '已创建', failed: '失败', unknown: '结果未知' },
    head: ['结果', '错误码', '行数', '最先出现的行'],
    earlierRun: '（此前的运行）',
    done: (count) => `完成 ${count}`,
    before: (count) => `此前 ${count}`,
    left: (duration) => `剩余 ${duration}`,
    seconds: (count) => `${count} 秒`,
    minutes: (minutes, seconds) => `${minutes} 分 ${seconds} 秒`,
    hours: (hours, minutes) => `${hours} 小时 ${minutes} 分`,
    checked: (rows, duration, right, wrong) =>
      `共检查 ${rows} 行，用时 ${duration}：将发送 ${right} 行，有误 ${wrong} 行；未发送任何请求`,
    total: (rows, duration, rate) => `共 ${rows} 行，用时 ${duration}${rate > 0 ? `，每秒 ${rate} 行` : ''}`,
    goOn: '继续执行:',
    unrecorded: '已发送但结果未写入:',
  },
} as const satisfies Record<Language, BatchMessages>;

/** A duration for people: `0.03 s`, `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function describeSeconds(seconds: number, words: BatchMessages): string {
  const whole = Math.round(seconds);
  const digits = seconds < 1 ? 2 : seconds < 10 ? 1 : 0;
  if (whole < 60) return words.seconds(seconds.toFixed(digits));
  if (whole < 3600) return words.minutes(Math.floor(whole / 60), whole % 60);
  return words.hours(Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
}
