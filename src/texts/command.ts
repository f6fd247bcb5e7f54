import { createTexts } from '../shared/text.js';
import { command as en } from './en/command.js';
import { command as zh } from './zh/command.js';

/** Texts of the commands that make one call. */
export const sayCommand = createTexts({ en, zh });
