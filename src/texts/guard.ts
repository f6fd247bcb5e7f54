import { createTexts } from '../shared/text.js';
import { guard as en } from './en/guard.js';
import { guard as zh } from './zh/guard.js';

/** Texts of the confirmation that `guard` asks for. */
export const sayGuard = createTexts({ en, zh });
