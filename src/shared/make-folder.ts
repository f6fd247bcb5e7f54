import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './system-code.js';

const makeOne = async (path: string, mode: number): Promise<void> => {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    // Another process may have made it in the meantime; some file systems name another reason for what exists.
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) throw error;
  }
};

/**
 * Makes a folder, and those above it that are missing; one that exists stays as it is. Own code, because Node's
 * `recursive` tries for ever where a file system says of every new folder that it does not exist, as `/proc` does.
 * @param mode of every folder that is made
 * @throws the error of the file system
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await makeOne(path, mode);
  } catch (error) {
    const above = dirname(path);
    if (systemCode(error) !== 'ENOENT' || above === path) throw error;
    await makeFolder(above, mode);
    await makeOne(path, mode);
  }
}
