import { statSync } from 'node:fs';
import { platform } from 'node:os';
import { shellQuote } from '../shared/shell-quote.js';

/**
 * A warning when others than its owner may read a file that holds a secret, with the command that closes it. Windows
 * has no such bits.
 * @param name what the file is, for the message
 */
export function permissionWarning(path: string, name: string): string | undefined {
  if (platform() === 'win32') return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || (found.mode & 0o077) === 0) return undefined;
  return `${name} may be read by other users of this machine; run: chmod 600 ${shellQuote(path)}`;
}
