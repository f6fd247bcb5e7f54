import { createTexts } from '../shared/text.js';
import { verification as en } from './en/verification.js';
import { verification as zh } from './zh/verification.js';

export type { VerifiedThing } from './en/verification.js';

/** Texts about signatures that do not verify, and about clocks. */
export const sayVerification = createTexts({ en, zh });
