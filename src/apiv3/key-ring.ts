import { KeyObject } from 'node:crypto';
import { ConfigError } from '../errors.js';
import { sayKey } from '../texts/keys.js';
import { checkRsa } from './rsa.js';

/** Between which dates a certificate is valid. */
export interface Validity {
  from: Date;
  to: Date;
}

/** One key that WeChat Pay may sign with. */
export interface VerifyingKey {
  /** `PUB_KEY_ID_…`, or the platform certificate's serial in upper-case hex: what `Wechatpay-Serial` says. */
  id: string;
  kind: 'public-key' | 'certificate';
  publicKey: KeyObject;
  /** For a certificate: the dates between which it is valid; outside them it verifies nothing. */
  validity?: Validity;
  /** For a certificate: whether its key usage allows signatures; with `false` it verifies nothing. */
  forSignatures?: boolean;
}

/** Every key that may have signed a response; the header `Wechatpay-Serial` picks one. */
export interface KeyRing {
  /** All ids, in the order in which they were configured. */
  readonly ids: readonly string[];
  /** The key with this id. */
  find(id: string): VerifyingKey | undefined;
  /**
   * The key to ask WeChat Pay to sign with: the first public key, else, among the certificates valid now (milliseconds
   * since 1970), the one that was issued last; `undefined` only for the empty ring.
   */
  preferred(now: number): VerifyingKey | undefined;
}

/** The ring of a merchant who has no key of WeChat Pay yet, and is about to download one: it verifies nothing. */
export const EMPTY_KEY_RING: KeyRing = { ids: [], find: () => undefined, preferred: () => undefined };

/**
 * A key that may go into a ring: the public half of RSA. Types hold in TypeScript only.
 * @throws {ConfigError} `BAD_KEY`
 */
export function checkVerifyingKey(key: VerifyingKey): VerifyingKey {
  const { id, publicKey } = key;
  if (typeof id === 'string' && publicKey instanceof KeyObject && publicKey.type === 'public') {
    checkRsa(publicKey, id);
    return key;
  }
  throw new ConfigError(sayKey('ringKey'), {
    code: 'BAD_KEY',
    hint: sayKey('ringKeyHint'),
  });
}

/**
 * A ring of public keys and platform certificates, side by side, as a merchant needs while moving from one to the
 * other.
 * @throws {ConfigError} `NO_VERIFYING_KEY` when there is none; `BAD_KEY` for one that is not a public RSA key
 */
export function createKeyRing(keys: readonly VerifyingKey[]): KeyRing {
  const byId = new Map(Array.from(keys ?? [], (key) => [key.id, checkVerifyingKey(key)]));
  const unique = [...byId.values()];
  const [first] = unique;
  if (first === undefined) {
    throw new ConfigError(sayKey('emptyRing'), {
      code: 'NO_VERIFYING_KEY',
      hint: sayKey('emptyRingHint'),
    });
  }
  return {
    ids: [...byId.keys()],
    find: (id) => byId.get(id),
    preferred: (now) => {
      const publicKey = unique.find((key) => key.kind === 'public-key');
      if (publicKey) return publicKey;
      const issued = (key: VerifyingKey) => key.validity?.from.getTime() ?? 0;
      const current = unique.filter(
        ({ validity }) => !validity || (validity.from.getTime() <= now && now < validity.to.getTime()),
      );
      return current.reduce((latest, key) => (issued(key) > issued(latest) ? key : latest), current[0] ?? first);
    },
  };
}
