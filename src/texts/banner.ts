import { createTexts } from '../shared/text.js';
import { banner as en } from './en/banner.js';
import { banner as zh } from './zh/banner.js';

/** Texts of the line that says where a command is about to send. */
export const sayBanner = createTexts({ en, zh });
