import { createTexts } from '../shared/text.js';
import { helpInit as en } from './en/help-init.js';
import { helpInit as zh } from './zh/help-init.js';

/** Texts of the help of `wxpay config init`. */
export const sayInitHelp = createTexts({ en, zh });
