import { createTexts } from '../shared/text.js';
import { encoding as en } from './en/encoding.js';
import { encoding as zh } from './zh/encoding.js';

/** Texts about the encoding of an input. */
export const sayEncoding = createTexts({ en, zh });
