import { validateHeaderName, validateHeaderValue } from 'node:http';
import { UsageError } from '../errors.js';
import { messageOf } from '../shared/message-of.js';
import { isPlain } from './check-options.js';

const bad = (name: string, what: string, cause?: unknown): UsageError =>
  new UsageError(`${name}: ${what}`, { code: 'BAD_CALL_OPTION', hint: 'Nothing was sent.', cause });

const isSignal = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'aborted') === 'boolean' &&
  ['addEventListener', 'removeEventListener', 'throwIfAborted'].every(
    (name) => typeof Reflect.get(value, name) === 'function',
  );

const checkHeaders = (headers: unknown): void => {
  // The members of a Headers or a Map are not its properties: they would be dropped without a word.
  if (!isPlain(headers)) throw bad('headers', 'expected a plain object of names and texts');
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (typeof value !== 'string') throw bad(`headers[${JSON.stringify(name)}]`, 'expected a text');
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (cause) {
      throw bad('headers', messageOf(cause), cause);
    }
  }
};

const checkQuery = (query: unknown): void => {
  if (query instanceof URLSearchParams) return;
  if (!isPlain(query)) throw bad('query', 'expected a plain object or URLSearchParams');
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || ['string', 'number', 'boolean'].includes(typeof value)) continue;
    throw bad(`query[${JSON.stringify(name)}]`, 'expected a text, a number or a boolean');
  }
};

/**
 * Checks the options of a call, which plain JavaScript can pass in any shape, before anything is sent. What is
 * `undefined` or `null` counts as absent.
 * @throws {UsageError} `BAD_CALL_OPTION` naming the option
 */
export function checkCallOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw bad('options', 'expected an object');
  const given = (name: string): unknown => Reflect.get(options, name) ?? undefined;
  const [headers, query, signal] = ['headers', 'query', 'signal'].map(given);
  if (headers !== undefined) checkHeaders(headers);
  if (query !== undefined) checkQuery(query);
  if (signal !== undefined && !isSignal(signal)) throw bad('signal', 'expected an AbortSignal');
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
    throw bad('json', messageOf(cause), cause);
  }
  if (text === undefined) throw bad('json', `a ${typeof json} cannot be written as JSON`);
  return Buffer.from(text);
}
