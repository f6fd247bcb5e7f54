import stringWidth from 'string-width';
import { inLanguage, type Language, type Text } from '../../../../shared/text.js';
import { sayBatch } from '../../../../texts/batch.js';
import { describeSeconds } from './duration.js';

/** How far a run was at one moment. */
export interface Sample {
  /** Milliseconds since 1970. */
  at: number;
  /** What ended in this run. */
  done: number;
  /** How much of the input is taken up, from 0 to 1; `undefined` when its length is not known. */
  fraction: number | undefined;
}

/** A part of the line that may be left out. */
export interface ShownCount {
  text: Text;
  /** Where there is room for so many parts only, those with the lowest places stay, from 1. */
  place: number;
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

const barOf = (fraction: number, width: number): string => {
  const filled = Math.round(fraction * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} `;
};

/**
 * The line that says how far a run is. Where it does not fit, counts are left out, those with the highest places first;
 * how much is done, the rate and the time left are always there.
 * @param given in the order in which they are shown
 * @param last now
 * @param first some seconds before, for the rate
 */
export function progressLine(
  given: readonly ShownCount[],
  last: Sample,
  first: Sample,
  { language, width }: LineLook,
): string {
  const say = (text: Text) => inLanguage(text, language);
  const part = last.fraction === undefined ? [] : [`${Math.floor(last.fraction * 100)} %`];
  const counts = [{ text: sayBatch('done', last.done), place: 0 }, ...given];
  const end = pace(last, first).map(say);
  const lineOf = (places: number): string =>
    [...part, ...counts.filter(({ place }) => place < places).map(({ text }) => say(text)), ...end].join(SEPARATOR);
  if (width === undefined) return lineOf(Number.POSITIVE_INFINITY);
  let places = Math.max(...counts.map(({ place }) => place)) + 1;
  while (places > 0 && stringWidth(lineOf(places)) > width) places -= 1;
  const line = lineOf(places);
  const { fraction } = last;
  const bar = fraction === undefined ? undefined : BAR_WIDTHS.find((each) => stringWidth(line) + each + 1 <= width);
  return fraction === undefined || bar === undefined ? line : `${barOf(fraction, bar)}${line}`;
}
