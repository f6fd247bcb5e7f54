import { isKeyMaterial } from '../apiv3/pem.js';
import { shownId } from './certs.js';
import { looksLikePath } from './key-file.js';
import type { Settings } from './settings.js';
import { settingOf, VALUE_KEYS, type ValueKey } from './settings-table.js';
import type { Source } from './source.js';

/** In the place of a secret. */
const SECRET = '[secret]';

/** One effective value as it may be shown to anybody, and where it came from. */
export interface ShownValue {
  name: ValueKey;
  value: string | number | boolean | readonly string[] | Readonly<Record<string, string>>;
  source: Source;
}

/** A path stays, a key itself does not; nor does the password in a URL. */
const withoutSecrets = (value: string): string =>
  isKeyMaterial(value) ? SECRET : value.replace(/\/\/[^/@]*@/, `//${SECRET}@`);

/** A text that is secret, unless it only names a file or a variable. */
const shownText = (name: ValueKey, value: string): string => {
  const { secret, kind } = settingOf(name);
  if (!secret || /^\$\{\w+\}$/.test(value)) return withoutSecrets(value);
  return kind === 'key' && /[./\\]/.test(value) ? withoutSecrets(value) : SECRET;
};

/** A word of a command; one that is neither a name of an option nor a path may be a password. */
const shownWord = (word: string, index: number): string =>
  index === 0 || /^--?[a-z][\w-]*$/i.test(word) || looksLikePath(word) || /^[\w-]+\.(?:[cm]?js|py|sh|rb)$/.test(word)
    ? withoutSecrets(word)
    : SECRET;

/**
 * Every value that is set, in the order of the table, as it may be shown: what is secret is `[secret]`. A `${NAME}` in
 * credentials stands as it was written.
 */
export function shownValues({ values, sources }: Pick<Settings, 'values' | 'sources'>): ShownValue[] {
  return VALUE_KEYS.flatMap((name) => {
    const value = values[name];
    const source = sources[name];
    if (value === undefined || source === undefined) return [];
    if (typeof value === 'string') return [{ name, value: shownText(name, value), source }];
    if (typeof value !== 'object') return [{ name, value, source }];
    if (Array.isArray(value)) return [{ name, value: value.map(String).map(shownWord), source }];
    const keys = Object.entries(value).map(([id, key], index) => [shownId(id, index), withoutSecrets(key)]);
    return [{ name, value: Object.fromEntries(keys), source }];
  });
}
