import type { KeyObject } from 'node:crypto';
import { certificateKey } from '../../../../apiv3/certificate.js';
import { readPrivateKey, readVerifyingKey } from '../../../../apiv3/keys.js';
import { PUBLIC_KEY_ID_PREFIX } from '../../../../apiv3/serial.js';
import type { GivenKey } from '../../../../config/given.js';
import { readKeyContent, readTrustedContent } from '../../../../config/key-file.js';
import { type OwnCertificate, readOwnCertificate } from '../../../../config/keys.js';
import { readCerts } from '../../../../config/read-certs.js';
import { SETTINGS } from '../../../../config/settings-table.js';
import { ConfigError } from '../../../../errors.js';
import { sayInit } from '../../../../texts/config-init.js';
import type { World } from '../../../world.js';

/** A file that was named, read. */
interface NamedFile extends GivenKey {
  /** Absolute. */
  path: string;
}

/** The merchant's private key. */
export interface Signer {
  key: KeyObject;
  name: string;
  /** Absolute. */
  path: string;
}

/** Reads the files that a person names, and judges each as every command will. */
export interface KeyFiles {
  /** @throws {ConfigError} those of `readPrivateKey` */
  privateKey: (typed: string) => Signer;
  /** @throws {ConfigError} those of `readOwnCertificate`: also for that of another key */
  certificate: (typed: string, signer: Signer) => OwnCertificate & { path: string };
  /**
   * What WeChat Pay signs with. A platform certificate has its id, the serial, in itself.
   * @throws {ConfigError} those of `readCerts`: also for the merchant's own key or certificate
   */
  wechatKey: (typed: string, signer: Signer) => { path: string; id: string | undefined };
  /** The same under an id. Answers the id as headers have it. */
  underId: (typed: string, id: string, signer: Signer) => { path: string; id: string };
}

/** What a file is called in messages: the option, or the question, that named it. */
export type FileNames = Readonly<Record<'privateKey' | 'certificate' | 'certs', string>>;

/** Makes the reader of files. A relative path starts in the working directory. */
export function createKeyFiles({ cwd, home, env }: Pick<World, 'cwd' | 'home' | 'env'>, names: FileNames): KeyFiles {
  const read = (typed: string, which: keyof FileNames): NamedFile => {
    const reader = which === 'certs' ? readTrustedContent : readKeyContent;
    const { content, name, path } = reader(typed, { kind: 'option', name: names[which] }, { cwd, home });
    if (path !== undefined) return { material: content, name: { name, path }, path };
    throw new ConfigError(sayInit('keyForPath', name), { code: 'BAD_KEY', hint: sayInit('keyForPathHint') });
  };
  const passphrase = env[SETTINGS.privateKeyPassphrase.env] || undefined;
  const judge = ({ material, name }: NamedFile, id: string, { key }: Signer): string => {
    const { keyRing } = readCerts([{ material, name, id: { value: id, name: name.name } }], key);
    return keyRing.ids[0] ?? id;
  };
  return {
    privateKey: (typed) => {
      const { material, name, path } = read(typed, 'privateKey');
      return { key: readPrivateKey(material, name, passphrase), name: name.name, path };
    },
    certificate: (typed, signer) => {
      const { path, ...given } = read(typed, 'certificate');
      return { ...readOwnCertificate(given, undefined, signer), path };
    },
    wechatKey: (typed, signer) => {
      const file = read(typed, 'certs');
      const material = readVerifyingKey(file.material, file.name);
      const id = material.kind === 'certificate' ? certificateKey(material.certificate).id : undefined;
      // The id of a public key is asked for once the key is known to be WeChat Pay's: until then any will do.
      judge(file, id ?? PUBLIC_KEY_ID_PREFIX, signer);
      return { path: file.path, id };
    },
    underId: (typed, id, signer) => {
      const file = read(typed, 'certs');
      return { path: file.path, id: judge(file, id, signer) };
    },
  };
}
