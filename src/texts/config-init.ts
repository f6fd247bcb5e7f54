import { createTexts } from '../shared/text.js';
import { configInit as en } from './en/config-init.js';
import { configInit as zh } from './zh/config-init.js';

/** Texts of `config init`. */
export const sayInit = createTexts({ en, zh });
