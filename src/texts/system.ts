import { createTexts } from '../shared/text.js';
import { system as en } from './en/system.js';
import { system as zh } from './zh/system.js';

/** Texts of what the system says of an operation that it refused. */
export const saySystem = createTexts({ en, zh });
