import type { Breaker } from '../batch/send/breaker.js';
import { type Pool, type RunEnd, runPool } from '../batch/send/pool.js';
import { NetworkError } from '../errors.js';
import type { Environment } from '../http/types.js';
import { createNumberTable } from './number-table.js';
import { isFinal, type Reader } from './reading.js';
import type { ReconcileResult } from './result-line.js';

/** A number to be read, and the state that the input has for it. */
type Entry = readonly [outOrderNo: string, was: string | undefined];

/** What was read of one number. */
type ReadResult = Extract<ReconcileResult, { reading: unknown }>;

/** A reconciliation that is ready to run. */
export interface ReconcileSetup {
  numbers: Iterable<Entry>;
  reader: Reader;
  /** Makes the breaker of a round. */
  createBreaker: () => Breaker;
  /** How many numbers are read at the same time. */
  concurrency: number;
  /** Keeps a result for good; a rejection stops the run. */
  record: (result: ReadResult) => Promise<void>;
  /** Read again what is not final, until all is or so many seconds are over. Without it each number is read once. */
  untilFinal?: number | undefined;
  /** Called before numbers are read again: how many, and after how many seconds. */
  onRound?: ((count: number, seconds: number) => void) | undefined;
  environment: Pick<Environment, 'monotonic' | 'sleep'>;
  /** Fires when nothing more is to be read. */
  signal: AbortSignal;
}

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Reads orders back, so many at a time, and records each once: when it is final, or when it is read for the last time.
 * What is not final is read again in rounds, with pauses that grow from 2 s to 5 minutes.
 * @throws what `record` throws, once the requests under way have ended
 */
export async function runReconcile(setup: ReconcileSetup): Promise<RunEnd> {
  const { reader, createBreaker, concurrency, record, environment, signal } = setup;
  const { monotonic, sleep } = environment;
  const deadline = monotonic() + (setup.untilFinal ?? 0) * 1000;
  let numbers = setup.numbers;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const isLast = monotonic() >= deadline;
    const open = createNumberTable();
    const round = numbers[Symbol.iterator]();
    // Without `return`: a run that is halted must not end the iterator, of which the rest is still to be read.
    const left = { [Symbol.iterator]: () => ({ next: () => round.next() }) };
    const carryOut = async ([outOrderNo, was]: Entry, pool: Pool): Promise<void> => {
      const reading = await reader.read(outOrderNo, pool.halt);
      if (reading === undefined) {
        open.set(outOrderNo, was);
        pool.giveUp();
        return;
      }
      pool.noteEnd(reading.status === 'unknown' ? reading.error : undefined);
      if (isLast || isFinal(reading)) await record({ outOrderNo, was, reading });
      else open.set(outOrderNo, was);
    };
    const tasks = (async function* () {
      yield* left;
    })();
    const drop = ([outOrderNo, was]: Entry) => open.set(outOrderNo, was);
    const ended = await runPool({ tasks, concurrency, carryOut, drop, breaker: createBreaker(), signal });
    // An outage in the night is waited for; what else all requests fail for, somebody has to look at.
    const isOutage = ended.end === 'tripped' && ended.error instanceof NetworkError && !isLast;
    if (!isOutage && (ended.end !== 'finished' || open.size === 0)) return ended;
    if (isOutage) for (const entry of left) drop(entry);
    const wait = Math.max(0, Math.min(pause, deadline - monotonic()));
    setup.onRound?.(open.size, wait / 1000);
    try {
      await sleep(wait, signal);
    } catch (error) {
      if (signal.aborted) return { end: 'stopped' };
      throw error;
    }
    numbers = open;
  }
}
