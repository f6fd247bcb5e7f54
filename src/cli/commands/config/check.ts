import { Option } from '@commander-js/extra-typings';
import { CERTIFICATES_PATH } from '../../../apiv3/path.js';
import { defineCommand } from '../../command-module.js';
import { reportChecks } from './check/report.js';
import { runChecks } from './check/run-checks.js';
import { refuseSandbox } from './refuse-sandbox.js';

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
    await reportChecks(await runChecks(context, { offline, notifyUrl }), context);
  },
});
