import { createTexts } from '../shared/text.js';
import { files as en } from './en/files.js';
import { files as zh } from './zh/files.js';

export type { FileKind } from './en/files.js';

/** Texts about files, folders and addresses of this machine. */
export const sayFile = createTexts({ en, zh });
