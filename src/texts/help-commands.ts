import { createTexts } from '../shared/text.js';
import { helpCommands as en } from './en/help-commands.js';
import { helpCommands as zh } from './zh/help-commands.js';

/** Texts of the help of `wxpay certs …`, `config …`, `request` and `explain`. */
export const sayCommandsHelp = createTexts({ en, zh });
