import { html } from 'hono/html';

/** A piece of the page; every text in it is escaped. */
export type Html = ReturnType<typeof html>;

/** Characters that would not be seen, or would change how what follows is read; not line breaks and tabs. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text from outside, made visible as it is: controls and direction marks by their code points. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The time of day, on this machine, of an RFC 3339 time. */
export function clock(at: string): Html {
  const time = new Date(at);
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0'));
  return html`<time datetime="${at}">${parts.join(':')}</time>`;
}

export { html };
