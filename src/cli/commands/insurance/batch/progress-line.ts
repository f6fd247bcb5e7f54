import stringWidth from 'string-width';
import type { Tally } from '../../../../batch/send/tally.js';
import { inLanguage, type Language, type Text } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import { describeSeconds } from './duration.js';

/** How far a run was at one moment. */
export interface Sample {
  /** Milliseconds since 1970. */
  at: number;
  /** Rows that ended in this run. */
  done: number;
  /** How much of the input is taken up, from 0 to 1; `undefined` when its length is not known. */
  fraction: number | undefined;
}

/** How a line of progress is to look. */
export interface LineLook {
  language: Language;
  /** What it must fit into, in terminal columns; without it, everything is said and there is no bar. */
  width?: number | undefined;
}

const SEPARATOR = ' · ';
const BAR_WIDTHS = [24, 16, 8] as const;

/** The rate, and the time left, as far as two samples tell. */
const pace = (last: Sample, first: Sample): Text[] => {
  const seconds = (last.at - first.at) / 1000;
  if (seconds <= 0) return [];
  const rate = sayBatch('rate', Math.round((last.done - first.done) / seconds));
  const read = (last.fraction ?? 0) - (first.fraction ?? 0);
  if (last.fraction === undefined || last.fraction >= 1 || read <= 0) return [rate];
  return [rate, sayBatch('left', describeSeconds(((1 - last.fraction) / read) * seconds))];
};

/** The counts, in the order in which they are shown, each with its place among those that may be left out. */
const countsOf = ({ counts, skipped }: Tally, done: number): { text: Text; place: number }[] => {
  const count = (status: 'created' | 'failed' | 'unknown') => sayBatch('count', sayBatch(status), counts[status]);
  const before = skipped.created + skipped.failed;
  return [
    { text: sayBatch('done', done), place: 0 },
    { text: count('created'), place: 4 },
    { text: count('failed'), place: 1 },
    { text: count('unknown'), place: 2 },
    ...(before > 0 ? [{ text: sayBatch('before', before), place: 3 }] : []),
  ];
};

const barOf = (fraction: number, width: number): string => {
  const filled = Math.round(fraction * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} `;
};

/**
 * The line that says how far a run is. Where it does not fit, counts are left out, those that can be told from the others
 * first; how much is done, the rate and the time left are always there.
 * @param last now
 * @param first some seconds before, for the rate
 */
export function progressLine(tally: Tally, last: Sample, first: Sample, { language, width }: LineLook): string {
  const say = (text: Text) => inLanguage(text, language);
  const part = last.fraction === undefined ? [] : [`${Math.floor(last.fraction * 100)} %`];
  const counts = countsOf(tally, last.done);
  const end = pace(last, first).map(say);
  const lineOf = (places: number): string =>
    [...part, ...counts.filter(({ place }) => place < places).map(({ text }) => say(text)), ...end].join(SEPARATOR);
  if (width === undefined) return lineOf(counts.length + 1);
  let places = 5;
  while (places > 0 && stringWidth(lineOf(places)) > width) places -= 1;
  const line = lineOf(places);
  const { fraction } = last;
  const bar = fraction === undefined ? undefined : BAR_WIDTHS.find((each) => stringWidth(line) + each + 1 <= width);
  return fraction === undefined || bar === undefined ? line : `${barOf(fraction, bar)}${line}`;
}
