import type { ErrorCode } from '../error-codes.js';
import { createTexts, type Text } from '../shared/text.js';
import { errorMeanings as enMeanings } from './en/error-meanings.js';
import { explain as en } from './en/explain.js';
import { errorMeanings as zhMeanings } from './zh/error-meanings.js';
import { explain as zh } from './zh/explain.js';

/** Texts of `explain`. */
export const sayExplain = createTexts({ en, zh });

/** What a code of wxpay's own means. */
export function meaningOfCode(code: ErrorCode): Text {
  return { en: enMeanings[code], zh: zhMeanings[code] };
}
