import { createTexts } from '../shared/text.js';
import { values as en } from './en/values.js';
import { values as zh } from './zh/values.js';

/** Texts about values that are not as expected. */
export const sayValue = createTexts({ en, zh });
