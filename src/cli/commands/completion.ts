import { Argument } from '@commander-js/extra-typings';
import { sayCommandsHelp } from '../../texts/help-commands.js';
import { defineCommand } from '../command-module.js';
import { SCRIPTS, SHELLS } from '../completion/scripts.js';

/** `wxpay completion`. */
export const command = defineCommand({
  configure: (command, language) =>
    command.addArgument(new Argument('<shell>', sayCommandsHelp('shell')[language]).choices(SHELLS)),
  help: {
    effect: 'local',
    about: sayCommandsHelp('completionAbout'),
    examples: [
      { command: `echo 'eval "$(wxpay completion bash)"' >> ~/.bashrc`, comment: sayCommandsHelp('forBash') },
      { command: `echo 'eval "$(wxpay completion zsh)"' >> ~/.zshrc`, comment: sayCommandsHelp('forZsh') },
      {
        command: 'wxpay completion fish > ~/.config/fish/completions/wxpay.fish',
        comment: sayCommandsHelp('forFish'),
      },
      {
        command: "Add-Content $PROFILE 'wxpay completion powershell | Out-String | Invoke-Expression'",
        comment: sayCommandsHelp('forPowershell'),
      },
    ],
  },
  run: async ({ io }, [shell]) => io.data(SCRIPTS[shell]),
});
