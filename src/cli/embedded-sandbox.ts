import { isAbsolute, join } from 'node:path';
import { parseApiv3Key } from '../apiv3/aes-gcm.js';
import type { Credentials } from '../apiv3/credentials.js';
import { SETTINGS } from '../config/settings-table.js';
import { UsageError } from '../errors.js';
import { sayUsage } from '../texts/usage.js';
import type { Context } from './context.js';
import { overridesOf } from './open-settings.js';

/** A sandbox that runs inside the command, and what calls to it are made of. */
export interface EmbeddedSandbox {
  credentials: Credentials;
  baseUrl: string;
  isSandbox: true;
  isGuarded: false;
  timeout: number | undefined;
  retries: number | undefined;
  rate: number | undefined;
  apiv3Key: () => Buffer;
  settings: { notifyUrl: string | undefined; serviceId: string | undefined };
  close: () => Promise<void>;
}

/** The folder in which the embedded sandbox keeps its keys and orders. A relative `XDG_STATE_HOME` counts as unset. */
export function sandboxDirectory({ env, home }: Pick<Context['world'], 'env' | 'home'>): string {
  const state = env['XDG_STATE_HOME'] ?? '';
  return (
    env[SETTINGS.sandboxDir.env] || join(isAbsolute(state) ? state : join(home, '.local', 'state'), 'wxpay', 'sandbox')
  );
}

const refuseBesideSandbox = ({ options: { config, profile, baseUrl } }: Context): void => {
  const beside = Object.entries({ '--config': config, '--profile': profile, '--base-url': baseUrl });
  const given = beside.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length === 0) return;
  throw new UsageError(sayUsage('besideSandbox', given.join(', ')), {
    code: 'CONFLICTING_OPTIONS',
    hint: sayUsage('besideSandboxHint'),
  });
};

/**
 * Starts the sandbox of `--sandbox`. It has keys and an address of its own; limits are judged as in every other run.
 * @throws {ConfigError | UsageError} `CONFLICTING_OPTIONS` beside options that name a configuration or a host, and
 * those of `sandboxSettings` and `startSandbox`
 */
export async function openSandbox(context: Context): Promise<EmbeddedSandbox> {
  refuseBesideSandbox(context);
  const { world, io } = context;
  const { sandboxSettings } = await import('../config/settings.js');
  const settle = (own: { baseUrl: string; notifyUrl: string }) =>
    sandboxSettings({ env: world.env, overrides: { ...overridesOf(context), baseUrl: undefined } }, own);
  // Judged before anything is started, too.
  for (const warning of settle({ baseUrl: 'http://127.0.0.1', notifyUrl: 'http://127.0.0.1' }).warnings)
    io.warn(warning);
  const { startSandbox } = await import('../sandbox/index.js');
  const sandbox = await startSandbox({ dataDir: sandboxDirectory(world), writeConfig: false });
  const { notifyUrl } = sandbox.config.insurance;
  const { values } = settle({ baseUrl: sandbox.url, notifyUrl });
  return {
    credentials: sandbox.credentials,
    baseUrl: sandbox.url,
    isSandbox: true,
    isGuarded: false,
    timeout: values.timeout,
    retries: values.retries,
    rate: values.rate,
    apiv3Key: () => parseApiv3Key(sandbox.config.apiv3Key, 'apiv3Key'),
    settings: { notifyUrl: values.notifyUrl, serviceId: values.serviceId },
    close: () => sandbox.close(),
  };
}
