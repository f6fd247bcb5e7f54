import { ROW_STATUSES } from '../../../../batch/results/result-line.js';
import type { Tally } from '../../../../batch/send/tally.js';
import type { Context } from '../../../context.js';
import { BATCH_MESSAGES, type BatchMessages, describeSeconds } from './messages.js';

/** What progress is made of. */
export interface ProgressSetup {
  context: Context;
  tally: Tally;
  /** How much of the input is taken up, from 0 to 1; `undefined` when its length is not known. */
  fraction: () => number | undefined;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Whether results go to the same terminal, which would be torn apart by a bar. */
  crowded: boolean;
}

const BAR_WIDTH = 24;
const BAR_EVERY_MS = 200;
const LINE_EVERY_MS = 10_000;

/** The rate and the time left are those of the last so many seconds, because rows that are skipped fly by. */
const WINDOW_MS = 10_000;

interface Sample {
  at: number;
  done: number;
  fraction: number | undefined;
}

/** The line that says how far a run is. */
function describeProgress(tally: Tally, last: Sample, first: Sample, words: BatchMessages): string {
  const skipped = tally.skipped.created + tally.skipped.failed;
  const seconds = (last.at - first.at) / 1000;
  const counts = ROW_STATUSES.map((status) => `${words.status[status]} ${tally.counts[status]}`);
  const parts = [words.done(last.done), ...counts];
  if (skipped > 0) parts.push(words.before(skipped));
  if (seconds > 0) parts.push(`${Math.round((last.done - first.done) / seconds)}/s`);
  if (last.fraction === undefined) return parts.join(' · ');
  const read = last.fraction - (first.fraction ?? 0);
  if (read > 0 && seconds > 0 && last.fraction < 1) {
    parts.push(words.left(describeSeconds(((1 - last.fraction) / read) * seconds, words)));
  }
  return `${Math.floor(last.fraction * 100)} % · ${parts.join(' · ')}`;
}

/**
 * Shows how far a run is: on a terminal a bar on stderr, else a line every 10 s; nothing with `--quiet` and in JSON
 * modes. Answers the function that ends it, and may be called again.
 */
export function showProgress({ context, tally, fraction, now, crowded }: ProgressSetup): () => void {
  const { world, io, options, output } = context;
  const isBar = world.stderr.isTTY === true && output === 'table' && options.quiet !== true && !crowded;
  const sample = (): Sample => {
    const { created, failed, unknown } = tally.counts;
    return { at: now(), done: created + failed + unknown, fraction: fraction() };
  };
  const words = BATCH_MESSAGES[context.language];
  const samples = [sample()];
  const line = (): { text: string; part: number | undefined } => {
    const last = sample();
    samples.push(last);
    while (samples.length > 2 && last.at - (samples[0]?.at ?? 0) > WINDOW_MS) samples.shift();
    return { text: describeProgress(tally, last, samples[0] ?? last, words), part: last.fraction };
  };
  const draw = () => {
    const { text, part } = line();
    const filled = Math.round((part ?? 0) * BAR_WIDTH);
    const bar = part === undefined ? '' : `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} `;
    // A line that is too long is cut off, not wrapped: what is wrapped could not be drawn over.
    world.stderr.write(`\r\u001b[K\u001b[?7l${bar}${text}\u001b[?7h`);
  };
  const timer = setInterval(() => (isBar ? draw() : io.note(line().text)), isBar ? BAR_EVERY_MS : LINE_EVERY_MS);
  let ended = false;
  return () => {
    clearInterval(timer);
    if (isBar && !ended) world.stderr.write('\r\u001b[K');
    ended = true;
  };
}
