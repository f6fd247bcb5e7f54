import { ConfigError } from '../errors.js';
import { saySetting } from '../texts/settings.js';
import { describeSource, type Source } from './source.js';
import { requireReach } from './trust.js';

/** Finds the value of an environment variable; an empty one counts as unset. */
export type LookUp = (name: string) => string | undefined;

const REFERENCE = /\$\{([^{}]*)\}/g;

/** The names of all variables that a document refers to as `${NAME}`, anywhere in it. */
export function referencedNames(document: unknown): Set<string> {
  const text = JSON.stringify(document) ?? '';
  return new Set(Array.from(text.matchAll(REFERENCE), ([, name]) => name ?? ''));
}

/**
 * Replaces every `${NAME}` of a value from a file by the environment variable of that name. It is done when a value is
 * used, not when the file is read: an unset variable of another profile, or of an APIv3 key that nothing needs, does
 * no harm. Values from elsewhere stay as they are.
 * @throws {ConfigError} `UNSET_VARIABLE` naming variable, file and key; `UNTRUSTED_CONFIG` for one that is out of reach; `BAD_REFERENCE` for other forms, like `${A:-b}`
 */
export function expand(value: string, source: Source, lookUp: LookUp): string {
  if (source.kind !== 'file') return value;
  return value.replace(REFERENCE, (_, name: string) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new ConfigError(saySetting('reference', describeSource(source)), {
        code: 'BAD_REFERENCE',
        hint: saySetting('referenceHint'),
      });
    }
    requireReach(name, source);
    const found = lookUp(name);
    if (found !== undefined) return found;
    throw new ConfigError(saySetting('unset', describeSource(source), name), {
      code: 'UNSET_VARIABLE',
      hint: saySetting('unsetHint', name),
    });
  });
}
