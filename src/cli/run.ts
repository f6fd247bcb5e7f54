import { CommanderError } from '@commander-js/extra-typings';
import { printableLines, toPrintableJson } from '../shared/printable.js';
import { inLanguage, toText } from '../shared/text.js';
import { sayReport } from '../texts/report.js';
import { COMMANDS } from './commands.js';
import { type Context, chooseLanguage } from './context.js';
import { SIGNAL_EXIT_CODES } from './exit-codes.js';
import { requireUtf8 } from './options/check-words.js';
import { type Scanned, scanArgv } from './options/scan-argv.js';
import { createDataOut, type DataOut, isLostOutput, requireWritten } from './output/data-out.js';
import { reportError } from './output/report-error.js';
import { createProgram, type Invocation } from './program.js';
import { Stopped } from './stopped.js';
import { helpCommand, usageError } from './usage-error.js';
import { createIo, type World } from './world.js';

/** The command that was typed, or the help that was asked for; `undefined` when commander has printed the version. */
const parse = async (
  argv: readonly string[],
  world: World,
  scanned: Scanned,
  out: DataOut,
): Promise<Invocation | undefined> => {
  let invocation: Invocation | undefined;
  const program = createProgram({
    argv,
    nodes: COMMANDS,
    language: chooseLanguage(scanned.language, world.env),
    out: out.write,
    onInvocation: (found) => {
      invocation = found;
    },
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help ends the parsing with such an error, too.
    if (invocation !== undefined || error.exitCode === 0) return invocation;
    throw usageError(error);
  }
  return invocation;
};

const createContext = (
  { options }: Invocation,
  argv: readonly string[],
  world: World,
  scanned: Scanned,
  out: DataOut,
): Context => {
  const context: Context = {
    argv,
    world,
    options,
    showHelp: async (words) => {
      const { printHelp } = await import('./help/print-help.js');
      await printHelp(words, COMMANDS, context);
    },
    showCompletions: async (words) => {
      const { printCompletions } = await import('./completion/print-completions.js');
      await printCompletions(words, COMMANDS, context);
    },
    output: scanned.output,
    language: chooseLanguage(options.lang, world.env),
    io: createIo(out, world, {
      quiet: options.quiet === true,
      verbose: options.verbose === true || options.debug === true,
      machine: () => context.output !== 'table',
      language: () => context.language,
    }),
  };
  return context;
};

/**
 * Runs one call of the command line and answers its exit code. Throws nothing: every failure is told on stderr.
 * @param argv the words after `wxpay`
 * @param crash rejects when the process cannot continue: with an error that nobody caught, or because the event loop has
 * run empty
 */
export async function runCli(
  argv: readonly string[],
  world: World,
  crash: Promise<never> = new Promise(() => {}),
): Promise<number> {
  const scanned = scanArgv(argv, world.env);
  const out = createDataOut(world);
  let context: Context | undefined;
  const work = async (): Promise<number> => {
    requireUtf8(argv);
    const invocation = await parse(argv, world, scanned, out);
    if (invocation) {
      context = createContext(invocation, argv, world, scanned, out);
      await invocation.run(context);
      context.io.flush();
    }
    await requireWritten(out, context?.lostOutputHint);
    return context?.exitCode ?? 0;
  };
  try {
    return await Promise.race([work(), crash]);
  } catch (error) {
    const reason: unknown = world.signal.aborted ? world.signal.reason : error;
    const { outOrderNo, stoppedNote, output } = { ...scanned, ...context };
    const language = context?.language ?? chooseLanguage(scanned.language, world.env);
    const machine = output !== 'table';
    if (reason instanceof Stopped && !isLostOutput(error)) {
      const { stopSignal } = reason;
      const stopped =
        stoppedNote === undefined
          ? sayReport('stopped', stopSignal)
          : sayReport('stoppedWith', stopSignal, toText(stoppedNote));
      const message = inLanguage(stopped, language);
      const told = { type: 'network', code: 'STOPPED', message, out_order_no: outOrderNo };
      world.stderr.write(`${machine ? toPrintableJson({ error: told }) : printableLines(message)}\n`);
      return SIGNAL_EXIT_CODES[stopSignal];
    }
    const { debug, color } = scanned;
    const call = { argv, help: helpCommand(argv), options: context?.options };
    return reportError(error, { world, machine, language, debug, color, outOrderNo, call, note: stoppedNote });
  }
}
