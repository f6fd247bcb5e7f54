import { createTexts } from '../shared/text.js';
import { material as en } from './en/material.js';
import { material as zh } from './zh/material.js';

/** Phrases about what key material is. */
export const sayMaterial = createTexts({ en, zh });
