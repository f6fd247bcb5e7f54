import { createTexts, type Text } from '../shared/text.js';
import { hints as en } from './en/hints.js';
import { hints as zh } from './zh/hints.js';

const say = createTexts({ en, zh });

const isNamed = (code: string): code is keyof typeof en => Object.hasOwn(en, code);

/** What the command line adds to the hint of an error, by its code; `undefined` for most. */
export function hintOfCode(code: string): Text | undefined {
  return isNamed(code) ? say(code) : undefined;
}
