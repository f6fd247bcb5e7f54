import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Language } from '../shared/text.js';
import { VERSION } from '../shared/version.js';
import { sayHelp } from '../texts/help.js';
import type { CommandNodes } from './command-module.js';
import type { Context } from './context.js';
import type { HelpFacts } from './help/facts.js';
import { addGlobalOptions } from './options/global-options.js';

/** A command whose arguments and options have been declared. */
interface LoadedCommand {
  /** Carries it out, once it has been parsed. */
  run: (context: Context) => Promise<void>;
  help: HelpFacts;
}

/** The commands as commander has them; those of modules are not configured yet. */
export interface Tree {
  program: ReturnType<typeof createRoot>;
  /** Loads the module of a command, and declares its arguments and options. */
  loaders: ReadonlyMap<CommandUnknownOpts, () => Promise<LoadedCommand>>;
}

/** What commander writes of its own is the version: help is written once its language and width are known. */
const createRoot = (language: Language, writeOut: (text: string) => void) =>
  addGlobalOptions(
    new Command('wxpay')
      .description(sayHelp('wxpay')[language])
      .version(VERSION, '-V, --version', sayHelp('optionVersion')[language])
      .helpOption('-h, --help', sayHelp('optionHelp')[language])
      .helpCommand(false)
      .configureHelp({ formatHelp: () => '' })
      .configureOutput({
        writeOut,
        writeErr: () => {},
        outputError: () => {},
        // Commander would ask Node's stdout, which takes milliseconds to make.
        getOutHasColors: () => false,
        getErrHasColors: () => false,
        getOutHelpWidth: () => 80,
        getErrHelpWidth: () => 80,
      })
      .exitOverride(),
    language,
  );

/** Every command with its summary, and the global options. */
export function createTree(nodes: CommandNodes, language: Language, out: (text: string) => void = () => {}): Tree {
  const program = createRoot(language, out);
  const loaders = new Map<CommandUnknownOpts, () => Promise<LoadedCommand>>();
  const add = (parent: CommandUnknownOpts, children: CommandNodes): void => {
    for (const [name, { summary, children: further, load }] of Object.entries(children)) {
      const child = new Command(name).copyInheritedSettings(parent).helpCommand(false).description(summary[language]);
      parent.addCommand(child);
      if (further) add(child, further);
      if (load) {
        loaders.set(child, async () => {
          const { command: module } = await load();
          return { run: module.configure(child, language), help: module.help };
        });
      }
    }
  };
  add(program, nodes);
  return { program, loaders };
}

/** The words that a command is called by, without `wxpay`. */
export function pathOf(command: CommandUnknownOpts): string[] {
  return command.parent === null ? [] : [...pathOf(command.parent), command.name()];
}
