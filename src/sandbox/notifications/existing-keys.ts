import { randomBytes } from 'node:crypto';
import { ConfigError } from '../../errors.js';
import { sayHandler } from '../../texts/handler.js';
import { dataDirError, openDataDir } from '../keys/data-dir.js';
import { hasKeys, type Keys, openKeys, type SandboxMode } from '../keys/sandbox-keys.js';

/** Whose keys sign. */
export interface KeySource {
  /** The data directory of a sandbox. */
  dataDir: string;
  mode?: SandboxMode | undefined;
  /** Make keys if there are none; otherwise that is an error. */
  makeKeys: boolean;
}

/**
 * Reads the keys of a sandbox, and what else is needed of its data directory, which may be gone afterwards.
 * @param read what else is read, from the path of the directory
 * @throws {ConfigError} `NO_SANDBOX_KEYS`, or `BAD_SANDBOX_DATA` for damaged files
 */
export async function openExistingKeys<Data>(
  { dataDir, mode, makeKeys }: KeySource,
  read: (path: string) => Promise<Data>,
): Promise<{ keys: Keys; data: Data }> {
  if (!makeKeys && !(await hasKeys(dataDir))) {
    throw new ConfigError(sayHandler('noKeys', dataDir), {
      code: 'NO_SANDBOX_KEYS',
      hint: sayHandler('noKeysHint'),
    });
  }
  const folder = await openDataDir(dataDir);
  try {
    const keys = await openKeys(folder.path, mode, Date.now(), randomBytes);
    return { keys, data: await read(folder.path) };
  } catch (error) {
    throw dataDirError(folder.path, error);
  } finally {
    await folder.dispose();
  }
}
