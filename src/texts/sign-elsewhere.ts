import { createTexts } from '../shared/text.js';
import { signElsewhere as en } from './en/sign-elsewhere.js';
import { signElsewhere as zh } from './zh/sign-elsewhere.js';

/** Texts of requests whose signature is made on another machine. */
export const sayElsewhere = createTexts({ en, zh });
