import { Option } from '@commander-js/extra-typings';
import { CERTIFICATES_PATH } from '../../../apiv3/path.js';
import { UsageError } from '../../../errors.js';
import { sayCheck } from '../../../texts/config-check.js';
import { sayCommandsHelp } from '../../../texts/help-commands.js';
import { defineCommand } from '../../command-module.js';
import { printedAs } from '../../help/schemas.js';
import { reportChecks } from './check/report.js';
import { runChecks } from './check/run-checks.js';
import { refuseSandbox } from './refuse-sandbox.js';

/** `wxpay config check`. */
export const command = defineCommand({
  configure: (command, language) =>
    command
      .option('--offline', sayCommandsHelp('offline')[language])
      .addOption(new Option('--notify-url <url>', sayCommandsHelp('handler')[language]).conflicts('offline')),
  help: {
    effect: 'read',
    about: sayCommandsHelp('checkAbout', CERTIFICATES_PATH),
    examples: [
      { command: 'wxpay config check', comment: sayCommandsHelp('check') },
      { command: 'wxpay config check --offline --profile test --json', comment: sayCommandsHelp('checkOffline') },
      {
        command: 'wxpay config check --notify-url https://example.com/wechatpay/notify',
        comment: sayCommandsHelp('checkHandler'),
      },
    ],
    output: printedAs('checks'),
    exitCodes: [3],
    exitMeanings: { 3: sayCommandsHelp('checkFailed') },
  },
  run: async (context, _, { offline = false, notifyUrl }) => {
    refuseSandbox(context);
    if (context.options.field !== undefined)
      throw new UsageError(sayCheck('noField'), { code: 'UNKNOWN_FIELD', hint: sayCheck('noFieldHint') });
    await reportChecks(await runChecks(context, { offline, notifyUrl }), context);
  },
});
