import { createTexts } from '../shared/text.js';
import { batchResults as en } from './en/batch-results.js';
import { batchResults as zh } from './zh/batch-results.js';

/** Texts about the files of a batch. */
export const sayResults = createTexts({ en, zh });
