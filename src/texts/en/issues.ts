const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'a boolean',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
  date: 'a date',
};

const typeOf = (name: string): string => TYPES[name] ?? name;

/** What does not fit a schema: a phrase that follows the field's name and a colon. */
export const issues = {
  required: () => 'it is required',
  type: (expected: string, found: string) => `expected ${typeOf(expected)}, found ${typeOf(found)}`,
  quotes: (found: string) => `expected a string, found ${typeOf(found)}: put quotes around it`,
  keys: () => 'expected keys with values',
  empty: () => 'must not be empty',
  emptyKey: () => 'it is empty: give it a value, or remove the key',
  tooShort: (minimum: string, found: string) => `expected at least ${minimum} characters, found ${found}`,
  tooLong: (maximum: string, found: string) => `expected at most ${maximum} characters, found ${found}`,
  tooSmall: (minimum: string) => `expected at least ${minimum}`,
  tooLarge: (maximum: string) => `expected at most ${maximum}`,
  choice: (values: string) => `expected one of ${values}`,
  format: () => 'it does not have the expected form',
  unknownName: () => 'unknown name',
  invalid: () => 'it is not valid',
};
