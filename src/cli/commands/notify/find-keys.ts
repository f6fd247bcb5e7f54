import { resolve } from 'node:path';
import { SETTINGS } from '../../../config/settings-table.js';
import { ConfigError } from '../../../errors.js';
import { type ConfiguredKeys, findConfiguredKeys } from '../../../sandbox/index.js';
import { sayNotify } from '../../../texts/notify.js';
import type { Context } from '../../context.js';
import { sandboxDirectory } from '../../embedded-sandbox.js';

/** Where the keys of a sandbox are, and whether they are made when there are none. */
type Source = Partial<ConfiguredKeys> & { dataDir: string; makeKeys: boolean };

/**
 * The sandbox whose keys sign notifications. An option names what must be there; the environment may name the
 * configuration of something else.
 * @param data the folder that `--data` names
 * @throws {ConfigError} `NO_SANDBOX_KEYS` when `--config` names the configuration of no sandbox
 */
export async function findKeys({ world, options: { config } }: Context, data: string | undefined): Promise<Source> {
  if (data !== undefined) return { dataDir: resolve(world.cwd, data), makeKeys: false };
  const file = config ?? world.env[SETTINGS.configFile.env];
  const found = file ? await findConfiguredKeys(resolve(world.cwd, file)) : undefined;
  if (found) return { ...found, makeKeys: false };
  if (config === undefined) return { dataDir: sandboxDirectory(world), makeKeys: true };
  throw new ConfigError(sayNotify('notSandboxConfig', resolve(world.cwd, config)), {
    code: 'NO_SANDBOX_KEYS',
    hint: sayNotify('notSandboxConfigHint'),
  });
}
