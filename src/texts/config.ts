import { createTexts } from '../shared/text.js';
import { config as en } from './en/config.js';
import { config as zh } from './zh/config.js';

/** Texts of the commands that show a configuration. */
export const sayConfig = createTexts({ en, zh });
