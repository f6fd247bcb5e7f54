import { createTexts } from '../shared/text.js';
import { helpTopics as en } from './en/help-topics.js';
import { helpTopics as zh } from './zh/help-topics.js';

/** Texts of the topics of `wxpay help`. */
export const sayTopic = createTexts({ en, zh });
