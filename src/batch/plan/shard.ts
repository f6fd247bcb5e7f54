import { UsageError } from '../../errors.js';
import { digestOf } from './digest-table.js';

/** A part of a batch: the `index`-th, from 1, of `count`. */
export interface Shard {
  index: number;
  count: number;
}

/** Where a shard may be named. */
export interface ShardSources {
  /** `--shard`, or `WECHATPAY_SHARD`: `2/8`. */
  shard?: string | undefined;
  /** `--shards`: how many there are; which one it is says `JOB_COMPLETION_INDEX`. */
  shards?: number | undefined;
  /** `JOB_COMPLETION_INDEX` of a Kubernetes Indexed Job, from 0. */
  completionIndex?: string | undefined;
}

const usage = (message: string): UsageError =>
  new UsageError(message, {
    code: 'BAD_SHARD',
    hint: 'Give --shard 1/4 to --shard 4/4; or --shards 4 in a Kubernetes Indexed Job, which sets JOB_COMPLETION_INDEX.',
  });

const checked = (index: number, count: number, said: string): Shard => {
  if (count >= 1 && index >= 1 && index <= count) return { index, count };
  throw usage(`there is no such shard: ${said}`);
};

/**
 * The shard that a run is to take; `undefined` for all rows.
 * @see https://kubernetes.io/docs/tasks/job/indexed-parallel-processing-static/
 * @throws {UsageError} `BAD_SHARD`
 */
export function chooseShard({ shard, shards, completionIndex }: ShardSources): Shard | undefined {
  if (shards !== undefined) {
    if (shard !== undefined) throw usage('--shard and --shards are two ways to say the same');
    if (!/^\d{1,6}$/.test(completionIndex ?? '')) throw usage('--shards needs JOB_COMPLETION_INDEX in the environment');
    return checked(Number(completionIndex) + 1, shards, `JOB_COMPLETION_INDEX=${completionIndex} of ${shards}`);
  }
  if (shard === undefined) return undefined;
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(shard) ?? [];
  if (index === undefined || count === undefined) throw usage(`expected <i>/<n>, found ${JSON.stringify(shard)}`);
  return checked(Number(index), Number(count), shard);
}

/** Whether an order belongs to a shard: by a hash of its number, so that equal numbers always meet. */
export function isInShard(outOrderNo: string, shard: Shard | undefined): boolean {
  return shard === undefined || digestOf('shard', outOrderNo).low % shard.count === shard.index - 1;
}
