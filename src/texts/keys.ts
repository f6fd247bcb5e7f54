import { createTexts } from '../shared/text.js';
import { keys as en } from './en/keys.js';
import { keys as zh } from './zh/keys.js';

/** Texts about keys and certificates. */
export const sayKey = createTexts({ en, zh });
