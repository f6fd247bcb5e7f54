import type { Command, OptionValues } from '@commander-js/extra-typings';
import type { Language, Text } from '../shared/text.js';
import type { Context } from './context.js';
import type { HelpFacts } from './help/facts.js';

/** What a file of a command says: how it is called, what is told of it, and what it does. */
interface CommandDefinition<Args extends unknown[], Options extends OptionValues> {
  /** Declares arguments and options. */
  configure: (command: Command, language: Language) => Command<Args, Options>;
  help: HelpFacts;
  /** Does the work; resolves once everything is printed. */
  run: (context: Context, args: Args, options: Options) => Promise<void>;
}

/** A command, loaded only when it is typed. */
export interface CommandModule {
  /** Declares arguments and options; returns what carries the command out, once it has been parsed. */
  configure: (command: Command, language: Language) => (context: Context) => Promise<void>;
  help: HelpFacts;
}

type LoadCommand = () => Promise<{ command: CommandModule }>;

/** Nodes of the command tree, by the word that is typed. */
export type CommandNodes = Readonly<Record<string, CommandNode>>;

/** A node of the command tree: a group, or a command with the module that carries it out, which may have further ones. */
export type CommandNode =
  | { summary: Text; children: CommandNodes; load?: undefined }
  | { summary: Text; children?: CommandNodes; load: LoadCommand };

/** Makes a command: what `configure` declares is, with its types, what `run` is given. */
export function defineCommand<Args extends unknown[], Options extends OptionValues>({
  configure,
  help,
  run,
}: CommandDefinition<Args, Options>): CommandModule {
  return {
    help,
    configure: (command, language) => {
      const declared = configure(command, language);
      return (context) => run(context, declared.processedArgs, declared.opts());
    },
  };
}
