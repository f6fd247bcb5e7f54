import { statSync } from 'node:fs';
import { platform } from 'node:os';
import { shellQuote } from '../shared/shell-quote.js';
import type { Text } from '../shared/text.js';
import { sayCredential } from '../texts/credentials.js';

/**
 * A warning when others than its owner may read a file that holds a secret, with the command that closes it. Windows
 * has no such bits.
 * @param name what the file is, for the message; without one it is a file that holds a secret among others
 */
export function permissionWarning(path: string, name?: string): Text | undefined {
  if (platform() === 'win32') return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || (found.mode & 0o077) === 0) return undefined;
  const command = `chmod 600 ${shellQuote(path)}`;
  return name === undefined ? sayCredential('holdsSecret', path, command) : sayCredential('readable', name, command);
}
