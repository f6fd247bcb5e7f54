import { createTexts } from '../shared/text.js';
import { sandbox as en } from './en/sandbox.js';
import { sandbox as zh } from './zh/sandbox.js';

/** Texts of the sandbox. */
export const saySandbox = createTexts({ en, zh });
