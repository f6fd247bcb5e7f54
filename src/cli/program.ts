import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Language } from '../shared/text.js';
import type { CommandNodes } from './command-module.js';
import type { Context } from './context.js';
import { requireValues } from './options/check-words.js';
import type { GlobalOptions } from './options/global-options.js';
import { createTree, pathOf } from './tree.js';

/** What was typed: a command, ready to be carried out, and the global options. */
export interface Invocation {
  run: (context: Context) => Promise<void>;
  options: GlobalOptions;
}

/** Where commander writes, and what it does with what it has read. */
export interface ProgramSetup {
  /** The words after `wxpay`. */
  argv: readonly string[];
  nodes: CommandNodes;
  language: Language;
  out: (text: string) => void;
  onInvocation: (invocation: Invocation) => void;
}

/**
 * The command line as commander sees it. Parsing calls `onInvocation` instead of running anything, for help too; a wrong
 * call throws commander's error instead of ending the process, or a `UsageError` where a value is missing
 * (`requireValues`). Where help was asked for, commander throws an error of its own after that.
 */
export function createProgram({ argv, nodes, language, out, onInvocation }: ProgramSetup): CommandUnknownOpts {
  const { program, loaders } = createTree(nodes, language, out);
  const showHelp = (words: readonly string[]): void =>
    onInvocation({ run: (context) => context.showHelp(words), options: program.opts() });
  /** `wxpay insurance help create` is `wxpay help insurance create`. */
  const addHelpCommand = (group: CommandUnknownOpts): void => {
    const words = group.command('help [command...]', { hidden: true });
    words.action((names: string[]) => showHelp([...pathOf(group), ...names]));
  };
  const addCompletion = (): void => {
    const words = program.command('__complete [word...]', { hidden: true });
    words.action((typed: string[]) =>
      onInvocation({ run: (context) => context.showCompletions(typed), options: program.opts() }),
    );
  };
  const load = async (command: CommandUnknownOpts): Promise<void> => {
    const found = loaders.get(command);
    if (found === undefined) return;
    const { run } = await found();
    requireValues(argv, [...program.options, ...command.options]);
    command.action(() => onInvocation({ run, options: program.opts() }));
  };
  const prepare = (command: CommandUnknownOpts): void => {
    if (command.commands.length === 0) return;
    for (const child of command.commands) prepare(child);
    if (command !== program) addHelpCommand(command);
    // Commander asks here, once it knows which command is meant and before it reads that command's own options.
    command.hook('preSubcommand', (_, child) => load(child));
  };
  prepare(program);
  program.addHelpText('beforeAll', ({ command }) => {
    showHelp(pathOf(command));
    return '';
  });
  addCompletion();
  return program;
}
