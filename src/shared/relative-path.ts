import { relative } from 'node:path';

/**
 * A path as a configuration file in a folder names it: from that folder, beginning with `./` or `../`, with `/` on every
 * system. On another drive of Windows it stays absolute.
 * @param folder absolute
 * @param file absolute
 */
export function pathFrom(folder: string, file: string): string {
  const path = relative(folder, file).replaceAll('\\', '/');
  return path.startsWith('..') || /^(?:\/|[A-Za-z]:)/.test(path) ? path : `./${path}`;
}
