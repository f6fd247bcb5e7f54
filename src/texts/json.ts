import { createTexts } from '../shared/text.js';
import { json as en } from './en/json.js';
import { json as zh } from './zh/json.js';

/** Texts about JSON that cannot be read. */
export const sayJson = createTexts({ en, zh });
