import { ConfigError } from '../../../errors.js';
import { toPrintableJson } from '../../../shared/printable.js';
import { sayConfig } from '../../../texts/config.js';
import { defineCommand } from '../../command-module.js';
import { configInput } from '../../open-settings.js';
import { fieldLine } from '../../output/object.js';
import { refuseSandbox } from './refuse-sandbox.js';

/** `wxpay config path`. */
export const command = defineCommand({
  configure: (command) =>
    command.addHelpText(
      'after',
      `
The file is not checked: wxpay config check does that. Ends with 3 when there is none.

Examples:
  wxpay config path
  cat "$(wxpay config path)"`,
    ),
  run: async (context) => {
    refuseSandbox(context);
    const { findConfigFile } = await import('../../../config/settings.js');
    const { found, searched, warnings } = await findConfigFile(configInput(context));
    for (const warning of warnings) context.io.warn(warning);
    if (found === undefined) {
      throw new ConfigError(sayConfig('noFile', searched.join(', ')), {
        code: 'CONFIG_NOT_FOUND',
        hint: sayConfig('noFileHint'),
      });
    }
    const { file } = found;
    const isJson = context.output !== 'table' && context.options.field === undefined;
    context.io.data(
      isJson ? `${toPrintableJson({ file }, context.output === 'json' ? 2 : 0)}\n` : fieldLine(file, context.world),
    );
  },
});
