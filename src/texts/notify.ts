import { createTexts } from '../shared/text.js';
import { notify as en } from './en/notify.js';
import { notify as zh } from './zh/notify.js';

/** Texts of the commands about notifications. */
export const sayNotify = createTexts({ en, zh });
