import { createTexts } from '../shared/text.js';
import { signer as en } from './en/signer.js';
import { signer as zh } from './zh/signer.js';

/** Texts about signers outside of wxpay. */
export const saySigner = createTexts({ en, zh });
