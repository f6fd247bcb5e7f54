import { createTexts } from '../shared/text.js';
import { helpSandbox as en } from './en/help-sandbox.js';
import { helpSandbox as zh } from './zh/help-sandbox.js';

/** Texts of the help of `wxpay sandbox …`. */
export const saySandboxHelp = createTexts({ en, zh });
