import { createTexts } from '../shared/text.js';
import { reconcile as en } from './en/reconcile.js';
import { reconcile as zh } from './zh/reconcile.js';

/** Texts about reading many orders back. */
export const sayReconcile = createTexts({ en, zh });
