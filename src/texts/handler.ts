import { createTexts } from '../shared/text.js';
import { handler as en } from './en/handler.js';
import { handler as zh } from './zh/handler.js';

/** Texts about a merchant's handler of notifications. */
export const sayHandler = createTexts({ en, zh });
