import { createTexts } from '../shared/text.js';
import { report as en } from './en/report.js';
import { report as zh } from './zh/report.js';

/** Texts about how a run went. */
export const sayReport = createTexts({ en, zh });
