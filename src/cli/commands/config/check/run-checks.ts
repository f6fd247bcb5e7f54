import type { Settings } from '../../../../config/settings.js';
import { ConfigError } from '../../../../errors.js';
import { sayCheck } from '../../../../texts/config-check.js';
import type { Context } from '../../../context.js';
import { openSettings } from '../../../open-settings.js';
import { type Check, failedWith, warned } from './check.js';
import { checkOffline } from './offline.js';

/** What an error of reading the configuration is about, where that is not the file. */
const SUBJECTS: Readonly<Record<string, string>> = {
  UNKNOWN_PROFILE: 'profile',
  PUBLIC_KEY_INCOMPLETE: 'environment',
};

/** The configuration, or the one check that failed because it cannot be read. */
const open = async (context: Context): Promise<{ settings: Settings } | { problem: Check }> => {
  try {
    return { settings: await openSettings(context) };
  } catch (error) {
    // A wrong option is a mistake of this call, not of the configuration.
    if (!(error instanceof ConfigError)) throw error;
    return { problem: failedWith(SUBJECTS[error.code] ?? 'file', error) };
  }
};

/** The checks by network, which are made only with keys that have passed: nothing else may be sent. */
const onlineChecks = async (settings: Settings, offline: readonly Check[], context: Context): Promise<Check[]> => {
  if (offline.some(({ status }) => status === 'fail')) {
    return [warned('online', sayCheck('notMade'), sayCheck('notMadeHint'))];
  }
  const { checkOnline } = await import('./online.js');
  return checkOnline(settings, context);
};

/** What is checked besides what is on this machine. */
export interface CheckScope {
  /** Whether nothing is sent. */
  offline?: boolean | undefined;
  /** A handler that is sent a forged notification. */
  notifyUrl?: string | undefined;
}

/**
 * Every check of the configuration of a run: of a file that cannot be read, the one that says so.
 * @throws {UsageError} for an option that cannot be used
 */
export async function runChecks(context: Context, { offline = false, notifyUrl }: CheckScope): Promise<Check[]> {
  const opened = await open(context);
  if ('problem' in opened) return [opened.problem];
  const checks = await checkOffline(opened.settings, Date.now());
  if (!offline) checks.push(...(await onlineChecks(opened.settings, checks, context)));
  if (notifyUrl === undefined) return checks;
  const { checkHandler } = await import('./handler.js');
  return [...checks, await checkHandler(notifyUrl, opened.settings, context.world)];
}
