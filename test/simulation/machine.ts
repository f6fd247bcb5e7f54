import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlatform, type Platform } from './platform.js';

/** Where the address book of the simulation points to; nothing is ever sent there. */
const BASE_URL = 'https://wechatpay.test';

/** The default of orders, as configured. */
export const NOTIFY_URL = 'https://merchant.test/notify';

/** The files of a folder. */
type Files = ReadonlyMap<string, Buffer>;

/** A folder in which runs take place, with a configuration, and the keys of both sides. */
export interface Machine {
  platform: Platform;
  folder: string;
  /** The configuration file. */
  config: string;
  /** Empties the folder. */
  clean: () => void;
  exists: (name: string) => boolean;
  read: (name: string) => string;
  write: (name: string, content: string | Uint8Array) => void;
  /** All files as they are now, and back to that. */
  save: () => Files;
  restore: (files: Files) => void;
  dispose: () => void;
}

/** Memory where there is some, so that nothing waits for a disk. */
const roomFor = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

/** Makes a machine; its keys take a moment. */
export function createMachine(): Machine {
  const root = mkdtempSync(join(roomFor(), 'wxpay-simulation-'));
  const folder = join(root, 'work');
  const config = join(root, 'wechatpay.json');
  const platform = createPlatform();
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const settings = {
    mchid: '1900000109',
    serial: '3775B6A45ACD588826D15E583A95F5DD0ABCDEF1',
    privateKey,
    certs: { [platform.keyId]: platform.publicKeyPem },
    insurance: { notifyUrl: NOTIFY_URL },
    baseUrl: BASE_URL,
  };
  mkdirSync(folder);
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
  const pathOf = (name: string) => join(folder, name);
  const write: Machine['write'] = (name, content) => writeFileSync(pathOf(name), content, { mode: 0o600 });
  const clean = () => {
    for (const name of readdirSync(folder)) rmSync(pathOf(name), { recursive: true });
  };
  return {
    platform,
    folder,
    config,
    clean,
    exists: (name) => existsSync(pathOf(name)),
    read: (name) => readFileSync(pathOf(name), 'utf8'),
    write,
    save: () => new Map(readdirSync(folder).map((name) => [name, readFileSync(pathOf(name))])),
    restore: (files) => {
      clean();
      for (const [name, content] of files) write(name, content);
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
