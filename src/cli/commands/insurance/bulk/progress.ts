import { type Context, terminalWidth } from '../../../context.js';
import { progressLine, type Sample, type ShownCount } from './progress-line.js';

/** What progress is made of. */
export interface ProgressSetup {
  context: Context;
  /** What ended in this run, so far. */
  done: () => number;
  /** What is shown of it. */
  counts: () => readonly ShownCount[];
  /** How much of the input is taken up, from 0 to 1; `undefined` when its length is not known. */
  fraction: () => number | undefined;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Whether results go to the same terminal, which would be torn apart by a bar. */
  crowded: boolean;
}

const BAR_EVERY_MS = 200;
const LINE_EVERY_MS = 10_000;

/** The rate and the time left are those of the last so many seconds, because rows that are skipped fly by. */
const WINDOW_MS = 10_000;

/** Of a terminal that does not say its width. */
const USUAL_WIDTH = 80;

/**
 * Shows how far a run is: on a terminal one line on stderr that is drawn over, else a line every 10 s; nothing with
 * `--quiet` and in JSON modes. Answers the function that ends it, and may be called again.
 */
export function showProgress({ context, done, counts, fraction, now, crowded }: ProgressSetup): () => void {
  const { world, io, options, output, language } = context;
  const { stderr } = world;
  const isBar = stderr.isTTY === true && output === 'table' && options.quiet !== true && !crowded;
  const sample = (): Sample => ({ at: now(), done: done(), fraction: fraction() });
  const samples = [sample()];
  const line = (width: number | undefined): string => {
    const last = sample();
    samples.push(last);
    while (samples.length > 2 && last.at - (samples[0]?.at ?? 0) > WINDOW_MS) samples.shift();
    return progressLine(counts(), last, samples[0] ?? last, { language, width });
  };
  const draw = () => {
    // The last column stays free: a cursor behind it would wrap. What does not fit all the same (the terminal has just
    // become narrower) is cut off: what is wrapped could not be drawn over.
    const text = line((terminalWidth(stderr) ?? USUAL_WIDTH) - 1);
    stderr.write(`\r\u001b[K\u001b[?7l${text}\u001b[?7h`);
  };
  const timer = setInterval(() => (isBar ? draw() : io.note(line(undefined))), isBar ? BAR_EVERY_MS : LINE_EVERY_MS);
  if (isBar) stderr.on('resize', draw);
  let ended = false;
  return () => {
    clearInterval(timer);
    stderr.off('resize', draw);
    if (isBar && !ended) stderr.write('\r\u001b[K');
    ended = true;
  };
}
