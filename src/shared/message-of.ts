import { WechatPayError } from '../errors.js';
import { saySystem } from '../texts/system.js';
import { systemCode } from './system-code.js';
import type { Text } from './text.js';

/** What anything that was thrown says of itself: the message of an error, or the value as text. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** An error that is caught and told as the reason of another. */
export class ReasonError extends Error {
  readonly reason: Text;

  constructor(reason: Text, options?: ErrorOptions) {
    super(reason.en, options);
    this.reason = reason;
  }
}

/** Words of somebody else, which are not translated: between quotation marks in a Chinese sentence. */
export function foreignWords(words: string): Text {
  return { zh: `“${words}”`, en: words };
}

/** Why something failed, in every language: of wxpay, of the system, or in the words of whoever threw it. */
export function reasonOf(thrown: unknown): Text {
  if (thrown instanceof ReasonError) return thrown.reason;
  if (thrown instanceof WechatPayError) return thrown.texts.message;
  const code = systemCode(thrown);
  return saySystem('reason', messageOf(thrown), typeof code === 'string' ? code : undefined);
}
