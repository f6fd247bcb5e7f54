import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Language } from '../shared/text.js';
import { VERSION } from '../shared/version.js';
import { COMMANDS, type CommandNode } from './commands.js';
import type { Context } from './context.js';
import { requireValues } from './options/check-words.js';
import { addGlobalOptions, type GlobalOptions } from './options/global-options.js';

/** What was typed: a command, ready to be carried out, and the global options. */
export interface Invocation {
  run: (context: Context) => Promise<void>;
  options: GlobalOptions;
}

/** Where commander writes help, and what it does with a wrong call. */
export interface ProgramSetup {
  /** The words after `wxpay`. */
  argv: readonly string[];
  language: Language;
  out: (text: string) => void;
  err: (text: string) => void;
  onInvocation: (invocation: Invocation) => void;
}

type AddLeaf = (command: Command, load: NonNullable<CommandNode['load']>) => () => Promise<void>;

const addNodes = (parent: CommandUnknownOpts, nodes: Readonly<Record<string, CommandNode>>, addLeaf: AddLeaf): void => {
  const loaders = new Map<string, () => Promise<void>>();
  for (const [name, node] of Object.entries(nodes)) {
    const child = new Command(name).copyInheritedSettings(parent).description(node.summary);
    parent.addCommand(child);
    if (node.children) addNodes(child, node.children, addLeaf);
    if (node.load) loaders.set(name, addLeaf(child, node.load));
  }
  // Commander asks here, once it knows which command is meant and before it reads that command's own options.
  if (loaders.size > 0) parent.hook('preSubcommand', (_, child) => loaders.get(child.name())?.());
};

/**
 * The command line as commander sees it. Parsing calls `onInvocation` instead of running anything; a wrong call throws
 * commander's error instead of ending the process, or a `UsageError` where a value is missing (`requireValues`).
 */
export function createProgram({ argv, language, out, err, onInvocation }: ProgramSetup): CommandUnknownOpts {
  const program = addGlobalOptions(
    new Command('wxpay')
      .description('WeChat Pay overnight-return insurance orders for power-bank rentals, with a sandbox of its own')
      .version(VERSION, '-V, --version', 'print the version')
      .helpOption('-h, --help', 'show help')
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({ writeOut: out, writeErr: err, outputError: () => {} })
      .exitOverride(),
  );
  addNodes(program, COMMANDS, (command, load) => async () => {
    const { command: module } = await load();
    const run = module.configure(command, language);
    requireValues(argv, [...program.options, ...command.options]);
    command.action(() => onInvocation({ run, options: program.opts() }));
  });
  program.addHelpText(
    'after',
    '\nTry it without any configuration:\n  wxpay insurance create --sandbox --openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o\n\nExit codes: 0 done, 2 usage, 3 configuration, 4 refused, 5 no usable answer, 6 signature, 1 a bug in wxpay.',
  );
  return program;
}
