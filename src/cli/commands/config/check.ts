import type { Settings } from '../../../config/settings.js';
import { ConfigError } from '../../../errors.js';
import { defineCommand } from '../../command-module.js';
import type { Context } from '../../context.js';
import { openSettings } from '../../session.js';
import { type Check, failedWith } from './check/check.js';
import { checkOffline } from './check/offline.js';
import { reportChecks } from './check/report.js';
import { refuseSandbox } from './refuse-sandbox.js';

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

/** `wxpay config check`. */
export const command = defineCommand({
  configure: (command) =>
    command.option('--offline', 'check only what is on this machine').addHelpText(
      'after',
      `
A line for every check: ✓ passed, ! look at it, ✗ failed, with what to do. Ends with 3 when one has failed.
Secrets are never shown.

Examples:
  wxpay config check --offline
  wxpay config check --offline --profile test --json`,
    ),
  run: async (context) => {
    refuseSandbox(context);
    const opened = await open(context);
    const checks = 'problem' in opened ? [opened.problem] : await checkOffline(opened.settings, Date.now());
    await reportChecks(checks, context);
  },
});
