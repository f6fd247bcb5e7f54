import { createTexts } from '../shared/text.js';
import { helpCommands as en } from './en/help-commands.js';
import { helpCommands as zh } from './zh/help-commands.js';

/** Texts of the help of `wxpay certs …`, `config …`, `request`, `explain` and `completion`. */
export const sayCommandsHelp = createTexts({ en, zh });
