import { createTexts } from '../shared/text.js';
import { credentials as en } from './en/credentials.js';
import { credentials as zh } from './zh/credentials.js';

/** Texts about the files and values of the credentials. */
export const sayCredential = createTexts({ en, zh });
