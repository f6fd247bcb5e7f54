import { UsageError } from '../../errors.js';
import { type Text, toText, type Wording } from '../../shared/text.js';
import { sayInput } from '../../texts/batch-input.js';
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

const usage = (message: Text): UsageError => new UsageError(message, { code: 'BAD_SHARD' });

const checked = (index: number, count: number, said: Wording): Shard => {
  if (count >= 1 && index >= 1 && index <= count) return { index, count };
  throw usage(sayInput('noSuchShard', toText(said)));
};

/** Reads a shard of the form `2/8`, which is not judged further; `undefined` for any other text. */
export function parseShard(text: string): Shard | undefined {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  return index === undefined || count === undefined ? undefined : { index: Number(index), count: Number(count) };
}

/**
 * The shard that a run is to take; `undefined` for all rows.
 * @see https://kubernetes.io/docs/tasks/job/indexed-parallel-processing-static/
 * @throws {UsageError} `BAD_SHARD`
 */
export function chooseShard({ shard, shards, completionIndex }: ShardSources): Shard | undefined {
  if (shards !== undefined) {
    if (shard !== undefined) throw usage(sayInput('shardTwice'));
    const [position] = /^\d{1,6}$/.exec(completionIndex ?? '') ?? [];
    if (position === undefined) throw usage(sayInput('shardsNeedIndex'));
    return checked(Number(position) + 1, shards, sayInput('completionIndex', position, shards));
  }
  if (shard === undefined) return undefined;
  const named = parseShard(shard);
  if (named === undefined) throw usage(sayInput('shardForm', JSON.stringify(shard)));
  return checked(named.index, named.count, shard);
}

/**
 * The part of a merchant's rate that a shard takes, in requests a second, so that all shards together keep to it;
 * `undefined` without a limit.
 */
export function rateOfShard(rate: number | undefined, shard: Shard | undefined): number | undefined {
  return rate === undefined ? undefined : rate / (shard?.count ?? 1);
}

/** Whether an order belongs to a shard: by a hash of its number, so that equal numbers always meet. */
export function isInShard(outOrderNo: string, shard: Shard | undefined): boolean {
  return shard === undefined || digestOf('shard', outOrderNo).low % shard.count === shard.index - 1;
}
