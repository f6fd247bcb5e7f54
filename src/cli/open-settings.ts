import type { ConfigInput, Settings } from '../config/settings.js';
import type { Context } from './context.js';

/** The global options that set values of the configuration. */
export const overridesOf = ({ options: { baseUrl, output, lang, timeout, retries } }: Context) => ({
  baseUrl,
  output,
  lang,
  timeout,
  retries,
});

const useOutput = (context: Context, { values, sources }: Pick<Settings, 'values' | 'sources'>): void => {
  if (sources.output?.kind === 'file') context.output = values.output;
  if (values.lang !== undefined) context.language = values.lang;
};

/** Everything outside that the configuration of a run depends on. */
export function configInput(context: Context): ConfigInput {
  const { world, options } = context;
  return {
    cwd: world.cwd,
    home: world.home,
    env: world.env,
    configFile: options.config,
    profile: options.profile,
    overrides: overridesOf(context),
  };
}

/**
 * Reads the configuration of a run, and goes on in the output and language that it asks for. No key is read.
 * @throws {ConfigError | UsageError} those of `loadSettings`
 */
export async function openSettings(context: Context): Promise<Settings> {
  const { loadSettings } = await import('../config/settings.js');
  const settings = await loadSettings(configInput(context));
  useOutput(context, settings);
  return settings;
}
