import { createTexts } from '../shared/text.js';
import { issues as en } from './en/issues.js';
import { issues as zh } from './zh/issues.js';

/** Texts about fields that do not fit a schema. */
export const sayIssue = createTexts({ en, zh });
