import { createTexts } from '../shared/text.js';
import { usage as en } from './en/usage.js';
import { usage as zh } from './zh/usage.js';

/** Texts about calls of the command line that are not valid. */
export const sayUsage = createTexts({ en, zh });
