import type { Text } from '../../shared/text.js';

/** What is wrong with a JSON text. */
export const json = {
  string: () => 'this string does not end on its line, or has an invalid escape',
  depth: (levels: number) => `nested deeper than ${levels} levels`,
  comma: (close: string) => `expected a comma or ${close}`,
  name: () => 'expected a name in double quotes',
  repeated: (key: string) => `the key "${key}" stands twice in one object`,
  colon: () => 'expected a colon',
  value: () => 'expected a value',
  end: () => 'expected nothing more',
  encoding: () => 'not valid UTF-8',
  characters: (limit: number) => `longer than ${limit} characters`,
  bytes: (limit: number) => `longer than ${limit} bytes`,
  at: (line: number, column: number, reason: Text) => `line ${line}, column ${column}: ${reason.en}`,
};
