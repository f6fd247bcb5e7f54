import { createTexts } from '../shared/text.js';
import { input as en } from './en/input.js';
import { input as zh } from './zh/input.js';

/** Texts about what a command reads and writes. */
export const sayInput = createTexts({ en, zh });
