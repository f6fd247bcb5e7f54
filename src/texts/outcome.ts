import { createTexts } from '../shared/text.js';
import { outcome as en } from './en/outcome.js';
import { outcome as zh } from './zh/outcome.js';

/** Texts about what became of an order. */
export const sayOutcome = createTexts({ en, zh });
