import { createTexts } from '../shared/text.js';
import { run as en } from './en/run.js';
import { run as zh } from './zh/run.js';

/** Texts of what a run says of its requests. */
export const sayRun = createTexts({ en, zh });
