import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { Text } from '../../shared/text.js';

const MARK = '\u0001';

/**
 * The error for a value of an option or an argument that cannot be used, for the functions that parse values: commander
 * puts the name and the value before it.
 * @param problem what was expected
 */
export function invalidValue({ zh, en }: Text): InvalidArgumentError {
  // Commander carries a message as a string.
  return new InvalidArgumentError(`${MARK}${en}${MARK}${zh}`);
}

/** The problem that `invalidValue` was made of; `undefined` in a message without one. */
export function problemIn(message: string): Text | undefined {
  const [, en, zh] = message.split(MARK);
  return en === undefined || zh === undefined ? undefined : { zh, en };
}
