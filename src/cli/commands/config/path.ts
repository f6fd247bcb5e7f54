import { ConfigError } from '../../../errors.js';
import { toPrintableJson } from '../../../shared/printable.js';
import { sayConfig } from '../../../texts/config.js';
import { sayCommandsHelp } from '../../../texts/help-commands.js';
import { defineCommand } from '../../command-module.js';
import { printedAs } from '../../help/schemas.js';
import { configInput } from '../../open-settings.js';
import { checkFieldName, fieldLine } from '../../output/object.js';
import { refuseSandbox } from './refuse-sandbox.js';

/** `wxpay config path`. */
export const command = defineCommand({
  configure: (command) => command,
  help: {
    effect: 'local',
    about: sayCommandsHelp('pathAbout'),
    examples: [
      { command: 'wxpay config path', comment: sayCommandsHelp('path') },
      { command: 'cat "$(wxpay config path)"', comment: sayCommandsHelp('pathCat') },
    ],
    output: printedAs('path'),
    exitCodes: [3],
    exitMeanings: { 3: sayCommandsHelp('noFile') },
  },
  run: async (context) => {
    refuseSandbox(context);
    checkFieldName(context, ['file']);
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
