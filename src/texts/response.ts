import { createTexts } from '../shared/text.js';
import { response as en } from './en/response.js';
import { response as zh } from './zh/response.js';

/** Texts about responses that are of no use. */
export const sayResponse = createTexts({ en, zh });
