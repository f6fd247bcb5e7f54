import { sayHelp } from '../../texts/help.js';
import { defineCommand } from '../command-module.js';

/** `wxpay help`. */
export const command = defineCommand({
  configure: (command, language) => command.argument('[command...]', sayHelp('helpArgument')[language]),
  help: {
    effect: 'local',
    about: sayHelp('helpAbout'),
    examples: [
      { command: 'wxpay help insurance create', comment: sayHelp('helpOfCommand') },
      { command: 'wxpay help exit-codes', comment: sayHelp('helpOfTopic') },
      { command: 'wxpay help --json', comment: sayHelp('helpTree') },
    ],
  },
  run: (context, [words]) => context.showHelp(words),
});
