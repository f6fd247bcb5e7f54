import { validateHeaderName, validateHeaderValue } from 'node:http';
import { UsageError } from '../errors.js';
import { foreignWords, messageOf } from '../shared/message-of.js';
import type { Text } from '../shared/text.js';
import { sayCall } from '../texts/calls.js';
import { isPlain } from './check-options.js';

const bad = (name: string, problem: Text, cause?: unknown): UsageError =>
  new UsageError(sayCall('problem', name, problem), {
    code: 'BAD_CALL_OPTION',
    hint: sayCall('nothingSent'),
    cause,
  });

const isSignal = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'aborted') === 'boolean' &&
  ['addEventListener', 'removeEventListener', 'throwIfAborted'].every(
    (name) => typeof Reflect.get(value, name) === 'function',
  );

const checkHeaders = (headers: unknown): void => {
  // The members of a Headers or a Map are not its properties: they would be dropped without a word.
  if (!isPlain(headers)) throw bad('headers', sayCall('headers'));
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (typeof value !== 'string') throw bad(`headers[${JSON.stringify(name)}]`, sayCall('text'));
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (cause) {
      throw bad('headers', foreignWords(messageOf(cause)), cause);
    }
  }
};

const checkQuery = (query: unknown): void => {
  if (query instanceof URLSearchParams) return;
  if (!isPlain(query)) throw bad('query', sayCall('query'));
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || ['string', 'number', 'boolean'].includes(typeof value)) continue;
    throw bad(`query[${JSON.stringify(name)}]`, sayCall('queryValue'));
  }
};

/**
 * Checks the options of a call, which plain JavaScript can pass in any shape, before anything is sent. What is
 * `undefined` or `null` counts as absent.
 * @throws {UsageError} `BAD_CALL_OPTION` naming the option
 */
export function checkCallOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw bad('options', sayCall('object'));
  const given = (name: string): unknown => Reflect.get(options, name) ?? undefined;
  const [headers, query, signal] = ['headers', 'query', 'signal'].map(given);
  if (headers !== undefined) checkHeaders(headers);
  if (query !== undefined) checkQuery(query);
  if (signal !== undefined && !isSignal(signal)) throw bad('signal', sayCall('signal'));
}

/**
 * The bytes of a JSON body.
 * @throws {UsageError} `BAD_CALL_OPTION` for what JSON cannot say: a function, a BigInt, an object that holds itself
 */
export function encodeJson(json: unknown): Buffer {
  let text: string | undefined;
  try {
    text = JSON.stringify(json);
  } catch (cause) {
    throw bad('json', foreignWords(messageOf(cause)), cause);
  }
  if (text === undefined) throw bad('json', sayCall('notJson', typeof json));
  return Buffer.from(text);
}
