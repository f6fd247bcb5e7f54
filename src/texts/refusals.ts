import { createTexts } from '../shared/text.js';
import { refusals as en } from './en/refusals.js';
import { refusals as zh } from './zh/refusals.js';

/** Texts of the sandbox about requests that it refused. */
export const sayRefusal = createTexts({ en, zh });
