import { createTexts } from '../shared/text.js';
import { batch as en } from './en/batch.js';
import { batch as zh } from './zh/batch.js';

/** Texts of the command that issues an order for every row. */
export const sayBatch = createTexts({ en, zh });
