/** A text from the input as a message may repeat it: whole, or its beginning. */
export function shorten(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text;
}
