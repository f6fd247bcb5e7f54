import type { Text } from '../../shared/text.js';

/** What options and call options are expected to be, as types of JavaScript. */
const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'an array',
  null: 'null',
  undefined: 'undefined',
};

const typeOf = (name: string): string => TYPES[name] ?? `a ${name}`;

/** Calls of the library and their options; paths and queries of the API. */
export const calls = {
  found: (expected: Text, found: string) => `${expected.en}, found ${typeOf(found)}`,
  string: () => 'expected a string',
  number: () => 'expected a number',
  object: () => 'expected an object',
  function: () => 'expected a function',
  functions: () => 'expected functions',
  objectOfFunctions: () => 'expected an object of functions',
  stringOrBytes: () => 'expected a string or bytes',
  certificateInput: () => 'expected a PEM, a path, bytes or a certificate object',
  keyInput: () => 'expected a PEM, a path, bytes or a key object',
  certsInput: () => 'expected a PEM, a path, bytes or a key or certificate object',
  certs: () => 'expected an object of ids and keys',
  entry: (index: number, problem: Text) => `entry ${index}: ${problem.en}`,
  ring: () => 'expected what createKeyRing gives',
  options: () => 'expected an object of options',
  promise: () => 'expected an object of options, found a promise',
  awaitIt: (call: string) => `Await it: ${call}(await loadConfig()).`,
  knownOptions: (names: string) => `Known options: ${names}.`,
  unknownOption: (name: string, suggestion: Text) => `unknown option${name}.${suggestion.en}`,
  problem: (name: string, problem: Text) => `${name}: ${problem.en}`,
  problems: (call: string, problems: readonly Text[]) =>
    problems.length === 1
      ? `${call}: ${problems.map(({ en }) => en).join()}`
      : `${call}: ${problems.length} problems:\n- ${problems.map(({ en }) => en).join('\n- ')}`,
  missing: (call: string, names: Text) => `${call}: missing: ${names.en}`,
  missingHint: () => 'Pass them, or take them from the configuration: await loadConfig().',
  nothingSent: () => 'Nothing was sent.',
  headers: () => 'expected a plain object of names and texts',
  text: () => 'expected a text',
  query: () => 'expected a plain object or URLSearchParams',
  queryValue: () => 'expected a text, a number or a boolean',
  signal: () => 'expected an AbortSignal',
  notJson: (type: string) => `${typeOf(type)} cannot be written as JSON`,
  bodyOfGet: (path: string) => `GET ${path} was given a body`,
  bodyOfGetHint: () => 'Pass `query` instead.',
  segment: (name: string, value: string) => `${name} cannot be part of a path: ${value}`,
  segmentHint: (name: string) => `Give a value for ${name}.`,
  placeholder: (path: string, name: string) => `the path ${path} needs a value for ${name}`,
  placeholderHint: (name: string) => `Pass it with the call: { ${name}: '…' }.`,
  queryCharacter: (value: string) => `a query cannot carry ${value}: half of a character`,
  queryHint: () => 'Query parameters are Unicode text.',
};
