import leven from 'leven';
import { sayValue } from '../texts/values.js';
import type { Text } from './text.js';

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * The known name that somebody probably meant: letter case, `_` and `-` do not count, and a third of the letters may
 * be wrong. `undefined` when none is near.
 */
export function suggestName(typed: string, known: readonly string[]): string | undefined {
  const target = plain(typed);
  let nearest: string | undefined;
  let distance = Math.max(2, Math.floor(target.length / 3)) + 1;
  for (const name of known) {
    const found = leven(target, plain(name));
    if (found < distance) [nearest, distance] = [name, found];
  }
  return nearest;
}

const NOTHING: Text = { zh: '', en: '' };

/** ` Did you mean …?` in every language, to be put behind a sentence; empty where nothing known is near. */
export function suggestion(typed: string, known: readonly string[]): Text {
  const name = suggestName(typed, known);
  return name === undefined ? NOTHING : sayValue('didYouMean', name);
}
