import type { ErrorObject } from '../../errors.js';

/** Options of the library that hints of the lower layers name, and what the command line has for each. */
const OPTIONS: Readonly<Record<string, string>> = {
  '`ignoreTimestamp`': '--ignore-timestamp',
};

/** What the command line adds to the hint of an error, by its code. */
const ADDED: ReadonlyMap<string, string> = new Map([
  ['MISSING_CREDENTIALS', 'To try without any credentials, add --sandbox.'],
  ['BAD_NOTIFICATION', 'To keep it: wxpay notify listen --save <dir>.'],
]);

/** An error as the command line tells it: its hint names options of the command instead of options of the library. */
export function withCommandHints(error: ErrorObject): ErrorObject {
  const named = Object.entries(OPTIONS).reduce(
    (hint, [library, option]) => hint.replaceAll(library, option),
    error.hint ?? '',
  );
  const hint = [named, ADDED.get(error.code)].filter(Boolean).join(' ');
  return hint === '' ? error : { ...error, hint };
}
