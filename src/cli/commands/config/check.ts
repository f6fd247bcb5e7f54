import { Option } from '@commander-js/extra-typings';
import { CERTIFICATES_PATH } from '../../../apiv3/path.js';
import type { Settings } from '../../../config/settings.js';
import { ConfigError } from '../../../errors.js';
import { sayCheck } from '../../../texts/config-check.js';
import { defineCommand } from '../../command-module.js';
import type { Context } from '../../context.js';
import { openSettings } from '../../open-settings.js';
import { type Check, failedWith, warned } from './check/check.js';
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

/** The checks by network, which are made only with keys that have passed: nothing else may be sent. */
const onlineChecks = async (settings: Settings, offline: readonly Check[], context: Context): Promise<Check[]> => {
  if (offline.some(({ status }) => status === 'fail')) {
    return [warned('online', sayCheck('notMade'), sayCheck('notMadeHint'))];
  }
  const { checkOnline } = await import('./check/online.js');
  return checkOnline(settings, context);
};

/** `wxpay config check`. */
export const command = defineCommand({
  configure: (command) =>
    command
      .option('--offline', 'check only what is on this machine')
      .addOption(
        new Option('--notify-url <url>', 'also send a forged notification to this URL, which must refuse it').conflicts(
          'offline',
        ),
      )
      .addHelpText(
        'after',
        `
Sends GET ${CERTIFICATES_PATH} to WeChat Pay, signed, which changes nothing; with --offline it sends nothing.
A line for every check: ✓ passed, ! look at it, ✗ failed, with what to do. Ends with 3 when one has failed.
Secrets are never shown.

Examples:
  wxpay config check
  wxpay config check --offline --profile test --json
  wxpay config check --notify-url https://example.com/wechatpay/notify`,
      ),
  run: async (context, _, { offline = false, notifyUrl }) => {
    refuseSandbox(context);
    const opened = await open(context);
    if ('problem' in opened) {
      await reportChecks([opened.problem], context);
      return;
    }
    const checks = await checkOffline(opened.settings, Date.now());
    if (!offline) checks.push(...(await onlineChecks(opened.settings, checks, context)));
    if (notifyUrl !== undefined) {
      const { checkHandler } = await import('./check/handler.js');
      checks.push(await checkHandler(notifyUrl, opened.settings, context.world.signal));
    }
    await reportChecks(checks, context);
  },
});
