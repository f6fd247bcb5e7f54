import { printableJson } from './printable.js';

/** Strings, punctuation, and runs of anything else that is not blank: numbers and literals. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Levels that are given lines of their own: the indent of many more would be longer than the text. */
const DEEPEST_LINES = 50;

/**
 * Lays out JSON text without parsing it, so that what is printed is what was received: the order of names, numbers
 * beyond double precision, duplicate names and escapes all stay; characters that are not seen become escapes. The text
 * must be valid JSON.
 * @param indent blanks a level; 0 gives one line without any
 */
export function layOutJson(text: string, indent: number): string {
  let out = '';
  let depth = 0;
  let previous = '';
  const newline = () => (indent > 0 && depth <= DEEPEST_LINES ? `\n${' '.repeat(depth * indent)}` : '');
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '}' || token === ']') {
      depth -= 1;
      out += previous === '{' || previous === '[' ? token : newline() + token;
    } else {
      if (previous === '{' || previous === '[' || previous === ',') out += newline();
      out += token === ':' && indent > 0 ? ': ' : token;
      if (token === '{' || token === '[') depth += 1;
    }
    previous = token;
  }
  return printableJson(out);
}
