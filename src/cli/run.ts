import { CommanderError } from 'commander';
import { NetworkError, UsageError } from '../errors.js';
import { systemCode } from '../system-code.js';
import { type Context, chooseLanguage } from './context.js';
import { SIGNAL_EXIT_CODES } from './exit-codes.js';
import { createIo, type World } from './io.js';
import { createProgram, type Invocation } from './program.js';
import { reportError } from './report-error.js';
import { type Scanned, scanArgv } from './scan-argv.js';
import { Stopped } from './stopped.js';

/** The command that was typed; `undefined` when commander has answered already, with help or the version. */
const parse = async (argv: readonly string[], world: World, scanned: Scanned): Promise<Invocation | undefined> => {
  let invocation: Invocation | undefined;
  const program = createProgram({
    language: chooseLanguage(scanned.language, world.env),
    out: (text) => world.stdout.write(text),
    err: (text) => scanned.output !== 'table' || world.stderr.write(text),
    onInvocation: (found) => {
      invocation = found;
    },
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    const message = error.message.replace(/^error: /, '').replace(/\s*\((Did you mean [^)]*)\)/, '. $1');
    throw new UsageError(error.code === 'commander.help' ? 'a command is missing' : message, {
      code: 'USAGE',
      hint: 'See --help.',
    });
  }
  return invocation;
};

const createContext = async (
  { options }: Invocation,
  argv: readonly string[],
  world: World,
  scanned: Scanned,
): Promise<Context> => {
  // Not for --help, which needs no zod.
  const { readGlobalOptions } = await import('./option-values.js');
  const global = readGlobalOptions(options);
  const context: Context = {
    argv,
    world,
    options: global,
    output: scanned.output,
    language: chooseLanguage(global.lang, world.env),
    io: createIo(world, {
      quiet: global.quiet === true,
      verbose: global.verbose === true || global.debug === true,
      machine: () => context.output !== 'table',
    }),
  };
  return context;
};

/**
 * What could not be written was lost, though the work was done. A reader that went away (`| head`) wanted no more of it;
 * and a log that cannot be written, on stderr, is no reason to fail.
 */
const requireWritten = async ({ io, outOrderNo }: Context): Promise<void> => {
  const error = await io.written();
  if (!error || systemCode(error) === 'EPIPE') return;
  throw new NetworkError(`the output could not be written: ${error.message}`, {
    code: 'OUTPUT_NOT_WRITABLE',
    outcome: 'unknown',
    outOrderNo,
    hint: 'What was to be sent has been sent. Run it again, with the same number where there is one.',
    cause: error,
  });
};

/**
 * Runs one call of the command line and answers its exit code. Throws nothing: every failure is told on stderr.
 * @param argv the words after `wxpay`
 */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  const scanned = scanArgv(argv, world.env);
  let context: Context | undefined;
  try {
    const invocation = await parse(argv, world, scanned);
    if (!invocation) return 0;
    context = await createContext(invocation, argv, world, scanned);
    await invocation.module.run(context, invocation.args, invocation.options);
    context.io.flush();
    await requireWritten(context);
    return context.exitCode ?? 0;
  } catch (error) {
    const reason: unknown = world.signal.aborted ? world.signal.reason : undefined;
    const { outOrderNo, stoppedNote } = context ?? {};
    const machine = (context ?? scanned).output !== 'table';
    if (reason instanceof Stopped) {
      const message = stoppedNote === undefined ? reason.message : `${reason.message}; ${stoppedNote}`;
      const told = { type: 'network', code: 'STOPPED', message, out_order_no: outOrderNo };
      world.stderr.write(`${machine ? JSON.stringify({ error: told }) : message}\n`);
      return SIGNAL_EXIT_CODES[reason.stopSignal];
    }
    return reportError(error, {
      world,
      outOrderNo,
      machine,
      debug: context?.options.debug === true,
      color: argv.includes('--no-color') ? false : undefined,
    });
  }
}
