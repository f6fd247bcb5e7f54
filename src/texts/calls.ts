import { createTexts } from '../shared/text.js';
import { calls as en } from './en/calls.js';
import { calls as zh } from './zh/calls.js';

/** Texts about calls, their options, and their paths. */
export const sayCall = createTexts({ en, zh });
