import { createTexts } from '../shared/text.js';
import { order as en } from './en/order.js';
import { order as zh } from './zh/order.js';

/** Texts about one order. */
export const sayOrder = createTexts({ en, zh });
