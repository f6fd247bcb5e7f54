import { createTexts } from '../shared/text.js';
import { helpNotify as en } from './en/help-notify.js';
import { helpNotify as zh } from './zh/help-notify.js';

/** Texts of the help of `wxpay notify …`. */
export const sayNotifyHelp = createTexts({ en, zh });
