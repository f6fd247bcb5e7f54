import crypto, { type KeyObject } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Has Node parse each key once only: every run of a simulation reads the same configuration, and the parsing of its
 * keys would be a quarter of all its time.
 */
export function keepParsedKeys(): void {
  const kept = new Map<string, KeyObject>();
  const keeping =
    <T>(kind: string, parse: (input: T) => KeyObject) =>
    (input: T): KeyObject => {
      if (input instanceof crypto.KeyObject) return parse(input);
      const name = `${kind} ${JSON.stringify(input)}`;
      const key = kept.get(name) ?? parse(input);
      kept.set(name, key);
      return key;
    };
  Object.assign(crypto, {
    createPrivateKey: keeping('private', crypto.createPrivateKey),
    createPublicKey: keeping('public', crypto.createPublicKey),
  });
  syncBuiltinESMExports();
}
