import type { Help, Option } from '@commander-js/extra-typings';
import type { Tree } from '../tree.js';
import type { Item } from './facts.js';

/** Options as terms and meanings. */
export const optionItems = (options: readonly Option[], layout: Help): Item[] =>
  options
    .filter(({ hidden }) => !hidden)
    .map((option) => ({ term: layout.optionTerm(option), meaning: layout.optionDescription(option) }));

/** The options that every command takes, as terms and meanings. */
export function globalOptionItems(program: Tree['program'], layout: Help): Item[] {
  return optionItems(layout.visibleOptions(program), layout);
}
