import { createTexts } from '../shared/text.js';
import { network as en } from './en/network.js';
import { network as zh } from './zh/network.js';

export type { Doing } from './en/network.js';

/** Texts about requests that brought no response. */
export const sayNetwork = createTexts({ en, zh });
