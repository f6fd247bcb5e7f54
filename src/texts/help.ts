import { createTexts } from '../shared/text.js';
import { help as en } from './en/help.js';
import { help as zh } from './zh/help.js';

/** Texts of help: words of its pages, summaries of commands, global options. */
export const sayHelp = createTexts({ en, zh });
