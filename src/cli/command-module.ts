import type { Command, OptionValues } from '@commander-js/extra-typings';
import type { Language } from '../shared/text.js';
import type { Context } from './context.js';

/** What a file of a command says: how it is called, and what it does. */
interface CommandDefinition<Args extends unknown[], Options extends OptionValues> {
  /** Declares arguments, options and examples. */
  configure: (command: Command, language: Language) => Command<Args, Options>;
  /** Does the work; resolves once everything is printed. */
  run: (context: Context, args: Args, options: Options) => Promise<void>;
}

/** A command, loaded only when it is typed. */
export interface CommandModule {
  /** Declares arguments, options and examples; answers what carries the command out, once it has been parsed. */
  configure: (command: Command, language: Language) => (context: Context) => Promise<void>;
}

/** Makes a command: what `configure` declares is, with its types, what `run` is given. */
export function defineCommand<Args extends unknown[], Options extends OptionValues>({
  configure,
  run,
}: CommandDefinition<Args, Options>): CommandModule {
  return {
    configure: (command, language) => {
      const declared = configure(command, language);
      return (context) => run(context, declared.processedArgs, declared.opts());
    },
  };
}
