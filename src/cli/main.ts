import { fstatSync, statSync } from 'node:fs';
import { devNull, homedir } from 'node:os';
import type { Writable } from 'node:stream';
import { EXIT_CODES, type StopSignal } from './exit-codes.js';
import { createFileOutput } from './file-output.js';
import { Stopped } from './stopped.js';
import type { World } from './world.js';

const STDOUT = 1;

// A process whose event loop runs empty ends with this code: only work that is done may look like success.
process.exitCode = EXIT_CODES.internal;

/** Whether stdout is the null device. */
const discardsStdout = (): boolean => {
  const out = fstatSync(STDOUT);
  const nothing = statSync(devNull, { throwIfNoEntry: false });
  return out.isCharacterDevice() && out.rdev === nothing?.rdev;
};

/** Ends the process although something may be left open, once stderr is written. */
const endNow = (text: string): void => {
  process.stderr.write(text, () => process.exit(EXIT_CODES.internal));
};

/** For what happens before or after `runCli`, which tells all else. */
const tellAndEnd = (error: unknown): void =>
  endNow(`error: this is a bug in wxpay: ${error instanceof Error ? error.stack : String(error)}\n`);

/** Signals that end a process, and that a command which runs another one passes on. */
const PASSED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

const run = async (): Promise<void> => {
  const { runCli } = await import('./run.js');
  const stop = new AbortController();
  let receiver: ((signal: NodeJS.Signals) => void) | undefined;
  const onSignal = (signal: StopSignal) => {
    if (receiver) return;
    // The first one asks; a second one must not be kept waiting by anything.
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    stop.abort(new Stopped(signal));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  let isDone = false;
  let isBroken = false;
  const crash = new Promise<never>((_, reject) => {
    process.once('beforeExit', () => {
      if (!isDone) reject(new Error('the command has not finished, and nothing is left that it could wait for'));
    });
    process.on('uncaughtException', (error) => {
      isBroken = true;
      if (isDone) tellAndEnd(error);
      else reject(error);
    });
  });
  // Without a listener an output that cannot be written would end the process: whether it matters is said in run.ts.
  const listened = <T extends Writable>(stream: T): T =>
    stream.listenerCount('error') > 0 ? stream : stream.on('error', () => {});
  let stdout: World['stdout'] | undefined;
  const world: World = {
    env: process.env,
    pid: process.pid,
    cwd: process.cwd(),
    home: homedir(),
    signal: stop.signal,
    discardsStdout,
    passSignals: (receive) => {
      receiver = receive;
      for (const signal of PASSED) process.on(signal, receive);
      return () => {
        receiver = undefined;
        for (const signal of PASSED) process.removeListener(signal, receive);
      };
    },
    // Node makes each stream when it is first asked for, which takes milliseconds.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      stdout ??= listened(fstatSync(STDOUT).isFile() ? createFileOutput(STDOUT) : process.stdout);
      return stdout;
    },
    get stderr() {
      return listened(process.stderr);
    },
  };
  process.exitCode = await runCli(process.argv.slice(2), world, crash);
  isDone = true;
  process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
  // What an uncaught error has left open could keep the process alive for ever.
  if (isBroken) endNow('');
};

run().catch(tellAndEnd);
