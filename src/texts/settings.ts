import { createTexts } from '../shared/text.js';
import { settings as en } from './en/settings.js';
import { settings as zh } from './zh/settings.js';

/** Texts about the configuration that cannot be used as it is. */
export const saySetting = createTexts({ en, zh });
