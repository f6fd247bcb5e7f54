import { inspect } from 'node:util';
import { methodOf } from './call.js';
import type { CallOptions, ClientResponse } from './routes.js';
import { segmentOf, segmentsOf } from './segments.js';

/** Makes the call that a chain has led to. */
export type ChainEnd = (
  property: string,
  segments: readonly string[],
  options: CallOptions,
) => Promise<ClientResponse<unknown>>;

/** Names that the language itself asks objects for; were they segments, `await` would hang and printing would fail. */
const NOT_SEGMENTS = new Set([
  'then',
  'catch',
  'finally',
  'constructor',
  'prototype',
  '__proto__',
  'valueOf',
  'inspect',
]);

/**
 * An object whose every property is a path one segment longer, and whose verbs call. Keeps nothing but the segments:
 * printing it shows its path and no secret.
 */
export function createChain(segments: readonly string[], end: ChainEnd): object {
  const path = `/${segments.join('/')}`;
  const describe = () => `[wxpay ${path}]`;
  const own = { [inspect.custom]: describe, [Symbol.toPrimitive]: () => path };
  const further = (more: readonly string[]) => createChain([...segments, ...more], end);
  return new Proxy(own, {
    get: (target, property) => {
      if (typeof property === 'symbol') return Reflect.get(target, property);
      if (NOT_SEGMENTS.has(property)) return undefined;
      if (property === 'toJSON' || property === 'toString') return () => path;
      if (property === 'chain') return (text: string) => further(segmentsOf(text));
      if (methodOf(property)) return (options: CallOptions = {}) => end(property, segments, options);
      return further(property.includes('/') ? segmentsOf(property) : [segmentOf(property)]);
    },
    set: (_, property) => {
      throw new TypeError(`a wxpay client has no property to set: ${String(property)}`);
    },
  });
}
