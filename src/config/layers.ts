import { ConfigError } from '../errors.js';
import { suggestName } from '../shared/suggest.js';
import { saySetting } from '../texts/settings.js';
import { noFileFound } from './config-file.js';
import type { FileConfig } from './schema.js';
import { keyPath, type LayerValues, type ValueKey } from './settings-table.js';
import type { FileSource, Source } from './source.js';

type Origin = Pick<FileSource, 'file' | 'searched'>;

/** Values that come from one place, and what to call that place. */
export interface Layer {
  values: Readonly<LayerValues>;
  sourceOf: (key: ValueKey) => Source;
}

/** One value and where it came from. */
export interface Sourced<T> {
  value: T;
  source: Source;
}

/** Keys that are alternatives of one another, or make sense only together: a layer that sets one replaces both. */
const PAIRS: Partial<Record<ValueKey, readonly ValueKey[]>> = {
  serial: ['serial', 'certificate'],
  certificate: ['serial', 'certificate'],
  privateKey: ['privateKey', 'signer'],
  signer: ['privateKey', 'signer'],
  // A backup host belongs to its host: what goes to a sandbox must not go to WeChat Pay when the sandbox is down.
  backupBaseUrl: ['baseUrl', 'backupBaseUrl'],
};

/**
 * The value that counts, and its source: of the first layer that sets it.
 * @param layers the strongest first
 */
export function effective<K extends ValueKey>(
  layers: readonly Layer[],
  key: K,
): Sourced<NonNullable<LayerValues[K]>> | undefined {
  const decisive = PAIRS[key] ?? [key];
  const layer = layers.find(({ values }) => decisive.some((one) => values[one] !== undefined));
  const value = layer?.values[key];
  return layer === undefined || value === undefined || value === null
    ? undefined
    : { value, source: layer.sourceOf(key) };
}

const fileLayer = (values: LayerValues, { file, searched }: Origin, prefix: string): Layer => ({
  values,
  sourceOf: (name) => ({ kind: 'file', file, key: prefix + keyPath(name), name, searched }),
});

/**
 * The name of the profile that counts: the one asked for, else `default` if the file has it.
 * @param asked its name and who asked: `--profile`, `WECHATPAY_PROFILE`
 * @param where the file; without one, the folders in which it was looked for
 * @throws {ConfigError} `UNKNOWN_PROFILE` listing the known ones and the nearest
 */
export function chooseProfile(
  profiles: FileConfig['profiles'] | undefined,
  asked: { name: string; by: string } | undefined,
  where: string | readonly string[],
): string | undefined {
  const names = Object.keys(profiles ?? {});
  if (asked === undefined) return names.includes('default') ? 'default' : undefined;
  if (names.includes(asked.name)) return asked.name;
  const near = suggestName(asked.name, names);
  const inFile = (file: string) =>
    names.length > 0 ? saySetting('profiles', names.join(', '), file) : saySetting('noProfiles', file);
  const place = typeof where === 'string' ? inFile(where) : noFileFound(where);
  // Not what may be a key in the place of a name.
  const shown = /^[\p{L}\p{N}._@ -]{1,31}$/u.test(asked.name) ? ` ${JSON.stringify(asked.name)}` : '';
  throw new ConfigError(saySetting('profile', shown, asked.by, place), {
    code: 'UNKNOWN_PROFILE',
    hint: near === undefined ? saySetting('profileHint') : saySetting('didYouMean', near),
  });
}

/** The layers of a file, the strongest first: the profile, then the top level. */
export function fileLayers(config: FileConfig, origin: Origin, profile: string | undefined): Layer[] {
  const { top, profiles } = config;
  const chosen = profile === undefined ? undefined : profiles[profile];
  return [
    ...(chosen === undefined ? [] : [fileLayer(chosen, origin, `profiles.${profile}.`)]),
    fileLayer(top, origin, ''),
  ];
}
