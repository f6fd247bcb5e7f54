import { Command } from 'commander';
import type { Language } from '../apiv3/error-codes.js';
import { VERSION } from '../version.js';
import type { CommandModule } from './command-module.js';
import { COMMANDS, type CommandNode } from './commands.js';
import { addGlobalOptions } from './global-options.js';

/** What was typed: a command, its arguments, and all options, global ones included. */
export interface Invocation {
  module: CommandModule;
  args: readonly string[];
  options: Record<string, unknown>;
}

/** Where commander writes help, and what it does with a wrong call. */
export interface ProgramSetup {
  language: Language;
  out: (text: string) => void;
  err: (text: string) => void;
  onInvocation: (invocation: Invocation) => void;
}

const addNodes = (parent: Command, nodes: Readonly<Record<string, CommandNode>>, setup: ProgramSetup): void => {
  const loaders = new Map<string, () => Promise<{ command: CommandModule }>>();
  for (const [name, node] of Object.entries(nodes)) {
    const child = parent.command(name).description(node.summary);
    if ('children' in node) addNodes(child, node.children, setup);
    else loaders.set(name, node.load);
  }
  if (loaders.size === 0) return;
  // Commander asks here, once it knows which command is meant and before it reads that command's own options.
  parent.hook('preSubcommand', async (_, child) => {
    const load = loaders.get(child.name());
    if (!load) return;
    const { command: module } = await load();
    module.configure(child, setup.language);
    child.action(() => {
      setup.onInvocation({ module, args: child.args, options: child.optsWithGlobals() });
    });
  });
};

/**
 * The command line as commander sees it. Parsing calls `onInvocation` instead of running anything; a wrong call throws
 * commander's error instead of ending the process.
 */
export function createProgram(setup: ProgramSetup): Command {
  const program = new Command('wxpay')
    .description('WeChat Pay overnight-return insurance orders for power-bank rentals, with a sandbox of its own')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: setup.out, writeErr: setup.err, outputError: () => {} })
    .exitOverride();
  addGlobalOptions(program);
  addNodes(program, COMMANDS, setup);
  program.addHelpText(
    'after',
    '\nTry it without any configuration:\n  wxpay insurance create --sandbox --openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o\n\nExit codes: 0 done, 2 usage, 3 configuration, 4 refused, 5 no usable answer, 6 signature, 1 a bug in wxpay.',
  );
  return program;
}
