import { messageOf } from '../shared/message-of.js';
import { systemCode } from '../shared/system-code.js';
import { createTexts, type Text } from '../shared/text.js';
import { system as en } from './en/system.js';
import { system as zh } from './zh/system.js';

const say = createTexts({ en, zh });

/** Why something failed, as anything that was thrown says it; system errors in the language of the run. */
export function reasonOf(thrown: unknown): Text {
  const code = systemCode(thrown);
  return say('reason', messageOf(thrown), typeof code === 'string' ? code : undefined);
}
