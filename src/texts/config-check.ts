import { createTexts } from '../shared/text.js';
import { configCheck as en } from './en/config-check.js';
import { configCheck as zh } from './zh/config-check.js';

/** Texts of the checks of a configuration. */
export const sayCheck = createTexts({ en, zh });
