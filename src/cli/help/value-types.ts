/** What a value is, by the word that stands for it in `--timeout <seconds>`. */
const VALUE_TYPES: Readonly<Record<string, string>> = {
  n: 'number',
  seconds: 'number',
  ms: 'number',
  factor: 'number',
  file: 'file',
  '@file|-': 'data',
  'json|@file|-': 'data',
  dir: 'directory',
  url: 'url',
  command: 'command',
};

/** The type of a value; a text, unless its word says more. */
export function valueTypeOf(word: string): string {
  return (Object.hasOwn(VALUE_TYPES, word) ? VALUE_TYPES[word] : undefined) ?? 'string';
}
