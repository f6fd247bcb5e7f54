import { inspect } from 'node:util';

const SECRET: unique symbol = Symbol('secret');

/** Bytes that no printing shows: as text, as JSON and for `util.inspect` it is `[secret]`. */
export interface Secret {
  readonly [SECRET]: true;
  readonly toString: () => string;
  readonly toJSON: () => string;
}

// Outside of the objects: what an object does not hold, no way of printing it can show.
const contents = new WeakMap<object, () => Uint8Array>();

const hidden = (): string => '[secret]';

/**
 * A secret whose bytes are read when they are first needed, so that one that nothing needs may be missing or wrong.
 * @param read gives the bytes; what it throws, `revealSecret` throws
 */
export function createSecret(read: () => Uint8Array): Secret {
  let bytes: Uint8Array | undefined;
  const secret: Secret & { [inspect.custom]: () => string } = {
    [SECRET]: true,
    toString: hidden,
    toJSON: hidden,
    [inspect.custom]: hidden,
  };
  contents.set(secret, () => {
    bytes ??= read();
    return bytes;
  });
  return Object.freeze(secret);
}

/** Whether a value is a secret of ours. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && contents.has(value);
}

/**
 * The bytes of a secret. Internal: the library does not export it.
 * @throws what the reading of it throws
 */
export function revealSecret(secret: Secret): Uint8Array {
  const read = contents.get(secret);
  if (read === undefined) throw new TypeError('expected a secret that loadConfig made');
  return read();
}
