import { isPublicKeyId } from '../apiv3/serial.js';
import { printable } from '../shared/printable.js';
import { expand } from './expand.js';
import type { GivenCert } from './given.js';
import { readTrustedContent } from './key-file.js';
import type { Settings } from './settings.js';
import { SETTINGS } from './settings-table.js';
import { describeSource, type Source } from './source.js';

/**
 * An id of `certs` as messages may show it: one that looks like an id, or a short name. Anything else may be a key that
 * was put in the place of its id, and is shown by its position, from 1: `#2`.
 * @param index position among the entries, from 0
 */
export function shownId(id: string, index: number): string {
  const plain = id.trim();
  if (isPublicKeyId(plain)) return printable(plain, 80);
  const isName = /^[\w.+-]{1,20}$/.test(plain);
  const isSerial = /^(?:serial(?:\s*number)?\s*[=:]\s*)?[0-9a-f][0-9a-fx:\s]*$/i.test(plain.slice(0, 150));
  return plain.length <= 150 && (isName || isSerial) ? plain : `#${index + 1}`;
}

/**
 * The entries of `certs` in the order in which they are configured, their files read.
 * @throws {ConfigError} those of `readTrustedContent`, and `UNSET_VARIABLE`
 */
export function givenCerts({ values, sources, context }: Settings): GivenCert[] {
  const found: Source = sources.certs ?? { kind: 'default' };
  return Object.entries(values.certs ?? {}).map(([written, value], index) => {
    const source: Source = found.kind === 'file' ? { ...found, key: `${found.key}.${shownId(written, index)}` } : found;
    const { content, ...name } = readTrustedContent(expand(value, source, context.lookUp), source, context);
    // In the environment the key and its id are two variables.
    const idName = found.kind === 'environment' ? SETTINGS.publicKeyId.env : describeSource(source);
    return { id: { value: written, name: idName }, material: content, name };
  });
}
