import { isKeyMaterial } from '../apiv3/pem.js';
import type { Text } from '../shared/text.js';
import { readConfigFile, type SearchResult } from './config-file.js';
import { createLookUp, type Env, environmentLayer, misspeltVariables } from './environment.js';
import { type LookUp, referencedNames } from './expand.js';
import { chooseProfile, effective, fileLayers, type Layer } from './layers.js';
import { permissionWarning } from './permissions.js';
import { type FileConfig, parseConfig } from './schema.js';
import {
  type CommandKey,
  type KeysKey,
  type LayerValues,
  SETTINGS,
  settingOf,
  VALUE_KEYS,
  type ValueKey,
} from './settings-table.js';
import type { Source } from './source.js';
import { requireTrust } from './trust.js';
import { AS_WRITTEN, type ResolvedValues, resolveValues } from './values.js';

/** Values given as options of the command line: the strongest layer. */
type Overrides = Pick<LayerValues, 'baseUrl' | 'output' | 'lang' | 'timeout' | 'retries'>;

/** All that configuration depends on. */
export interface ConfigInput {
  /** The working directory, absolute. */
  cwd: string;
  /** The home directory, absolute. */
  home: string;
  env: Env;
  /** `--config`. */
  configFile?: string | undefined;
  /** `--profile`. */
  profile?: string | undefined;
  overrides?: Overrides | undefined;
  /** What `configFile` and `profile` are called in messages: by default the options of the command. */
  names?: { configFile: string; profile: string } | undefined;
}

/** The values that make credentials, as they were written: `${NAME}` not replaced, no file read. They may be secrets. */
export type CredentialValues = Pick<LayerValues, (typeof AS_WRITTEN)[number] | KeysKey | CommandKey>;

/** A value that counts, and what it takes the place of. */
interface Overridden {
  by: Source;
  instead: Source;
}

/** The effective configuration: one value a key, and where it came from. */
export interface Settings {
  /** The configuration file in use, absolute. */
  file: string | undefined;
  /** The profile in use. */
  profile: string | undefined;
  /** Every profile of the file. */
  profiles: readonly string[];
  /** The folders in which a configuration file was looked for; empty when one was named. */
  searched: readonly string[];
  values: Readonly<ResolvedValues & CredentialValues>;
  /** Where each value came from. A key that nobody set, and that has no default, is absent. */
  sources: Readonly<Partial<Record<ValueKey, Source>>>;
  warnings: readonly Text[];
  /** Those of the warnings that are about names of environment variables. */
  misspelt: readonly Text[];
  /** Values of the file in use that an environment variable overrides. */
  overridden: readonly Overridden[];
  /** The world in which paths and `${NAME}` of the credentials are resolved, once they are needed. */
  context: { cwd: string; home: string; env: Env; lookUp: LookUp };
}

const optionLayer = (values: LayerValues): Layer => ({
  values,
  sourceOf: (key) => ({ kind: 'option', name: settingOf(key).option ?? key }),
});

/**
 * The configuration file that counts, not checked yet: the one that was named, else the one that a search finds.
 * @throws {ConfigError} those of `readConfigFile` and `searchConfig`
 */
export async function findConfigFile(
  input: Pick<ConfigInput, 'cwd' | 'home' | 'env' | 'configFile' | 'names'>,
  lookUp: LookUp = createLookUp(input.env),
): Promise<SearchResult> {
  const named = input.configFile ?? lookUp(SETTINGS.configFile.env)?.trim();
  if (named === undefined) {
    const { searchConfig } = await import('./search.js');
    return searchConfig(input.cwd, input.home, lookUp);
  }
  const by =
    input.configFile === undefined ? SETTINGS.configFile.env : (input.names?.configFile ?? SETTINGS.configFile.option);
  return { found: await readConfigFile(named, by, input), searched: [], warnings: [] };
}

/** What the environment says and the file says too: whoever edits the file wonders why nothing changes. */
const overriddenIn = (fileValues: readonly Layer[], sources: Settings['sources']): Overridden[] =>
  VALUE_KEYS.flatMap((name) => {
    const by = sources[name];
    const instead = effective(fileValues, name)?.source;
    return by?.kind === 'environment' && instead !== undefined ? [{ by, instead }] : [];
  });

/** Whether a layer holds a secret itself, and not the name of a file or a variable. */
const holdsSecret = ({ privateKey, privateKeyPassphrase, apiv3Key }: LayerValues): boolean =>
  (privateKey !== undefined && isKeyMaterial(privateKey)) ||
  [privateKeyPassphrase, apiv3Key].some((secret) => secret !== undefined && !secret.includes('${'));

const fileWarnings = (file: string, config: FileConfig): Text[] => {
  const { top, profiles } = config;
  if (![top, ...Object.values(profiles)].some(holdsSecret)) return [];
  const warning = permissionWarning(file);
  return warning === undefined ? [] : [warning];
};

/**
 * Finds and reads the configuration: options over environment variables over the profile over the top level of the
 * file over defaults. Reads no key file and replaces no `${NAME}` in credentials: a command that needs none works without.
 * @throws {ConfigError} everything that is wrong with the file, naming file and key: see `searchConfig`, `parseConfig`,
 * `chooseProfile`, `resolveValues`
 * @throws {UsageError} for a bad value that was given as an option
 */
export async function loadSettings(input: ConfigInput): Promise<Settings> {
  const lookUp = createLookUp(input.env);
  const { found, searched, warnings } = await findConfigFile(input, lookUp);
  const config = found && parseConfig(found.document, found.file);

  const envProfile = lookUp(SETTINGS.profile.env)?.trim();
  const asked =
    input.profile !== undefined
      ? { name: input.profile, by: input.names?.profile ?? SETTINGS.profile.option }
      : envProfile && { name: envProfile, by: SETTINGS.profile.env };
  const profile = chooseProfile(config?.profiles, asked || undefined, found?.file ?? searched);

  const ofFile = found && config ? fileLayers(config, found, profile) : [];
  const layers = [optionLayer(input.overrides ?? {}), environmentLayer(lookUp), ...ofFile];
  const written: CredentialValues = {
    certs: effective(layers, 'certs')?.value,
    signer: effective(layers, 'signer')?.value,
  };
  for (const key of AS_WRITTEN) written[key] = effective(layers, key)?.value;
  const values = {
    ...written,
    ...resolveValues(layers, lookUp),
  };
  const sources: Partial<Record<ValueKey, Source>> = {};
  for (const key of VALUE_KEYS) {
    if (values[key] !== undefined) sources[key] = effective(layers, key)?.source ?? { kind: 'default' };
  }
  requireTrust({ values, sources }, ofFile, input.home);
  const misspelt = misspeltVariables(input.env, referencedNames(found?.document));
  return {
    file: found?.file,
    profile,
    profiles: Object.keys(config?.profiles ?? {}),
    searched,
    values,
    sources,
    warnings: [...warnings, ...(found && config ? fileWarnings(found.file, config) : []), ...misspelt],
    misspelt,
    overridden: overriddenIn(ofFile, sources),
    context: { cwd: input.cwd, home: input.home, env: input.env, lookUp },
  };
}

/**
 * The values of a run that is answered by the embedded sandbox: it reads no file and has keys and an address of its
 * own; everything else is judged as in every other run.
 * @param own the sandbox's address, and the `notify_url` of orders for which none is set
 * @throws {ConfigError | UsageError} see `resolveValues`
 */
export function sandboxSettings(
  { env, overrides }: Pick<ConfigInput, 'env' | 'overrides'>,
  own: { baseUrl: string; notifyUrl: string },
): { values: ResolvedValues; warnings: Text[] } {
  const lookUp = createLookUp(env);
  const layers: Layer[] = [
    optionLayer({ ...overrides, baseUrl: own.baseUrl }),
    environmentLayer(lookUp),
    { values: { notifyUrl: own.notifyUrl }, sourceOf: () => ({ kind: 'default' }) },
  ];
  return { values: resolveValues(layers, lookUp), warnings: misspeltVariables(env, new Set()) };
}
