import { createTexts } from '../shared/text.js';
import { merge as en } from './en/merge.js';
import { merge as zh } from './zh/merge.js';

/** Texts about the results of shards that are put together. */
export const sayMerge = createTexts({ en, zh });
