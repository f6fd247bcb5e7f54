import type { ErrorObject, WechatPayError } from '../../errors.js';
import { inLanguage, joinWordings, type Language } from '../../shared/text.js';
import { hintOfCode } from '../../texts/hints.js';

/** Options of the library that hints of the lower layers name, and what the command line has for each. */
const OPTIONS: Readonly<Record<string, string>> = {
  '`ignoreTimestamp`': '--ignore-timestamp',
};

/** An error as the command line tells it: its hint names options of the command instead of options of the library. */
export function withCommandHints(error: ErrorObject, language: Language): ErrorObject {
  const named = Object.entries(OPTIONS).reduce(
    (hint, [library, option]) => hint.replaceAll(library, option),
    error.hint ?? '',
  );
  const parts = [named === '' ? undefined : named, hintOfCode(error.code)];
  const hint = inLanguage(joinWordings(parts, { en: ' ', zh: '' }), language);
  return hint === '' ? error : { ...error, hint };
}

/** An error of wxpay's own as the object that is printed, in a language. */
export function describeError(error: WechatPayError, language: Language): ErrorObject {
  return withCommandHints(error.toObject(language), language);
}
