import { createTexts } from '../shared/text.js';
import { batchInput as en } from './en/batch-input.js';
import { batchInput as zh } from './zh/batch-input.js';

/** Texts about the input of a batch. */
export const sayInput = createTexts({ en, zh });
