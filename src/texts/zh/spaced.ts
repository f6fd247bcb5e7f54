/** A phrase as it follows Chinese: one that begins with a digit or a Latin letter has a space before it. */
export function spaced(phrase: string): string {
  return /^[0-9A-Za-z]/.test(phrase) ? ` ${phrase}` : phrase;
}
