import { createTexts } from '../shared/text.js';
import { wait as en } from './en/wait.js';
import { wait as zh } from './zh/wait.js';

/** Texts about calls that take long. */
export const sayWait = createTexts({ en, zh });
