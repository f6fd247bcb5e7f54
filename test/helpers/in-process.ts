import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { StopSignal } from '../../src/cli/exit-codes.js';
import { runCli } from '../../src/cli/run.js';
import { Stopped } from '../../src/cli/stopped.js';
import { realRuntime } from '../../src/http/runtime.js';
import type { Environment } from '../../src/http/types.js';

/** A run under way, as far as tests touch it. */
export interface Running {
  kill: (signal: StopSignal) => unknown;
  stderr: NodeJS.ReadableStream | null;
}

/** What a run depends on. */
export interface RunOptions {
  home: string;
  env: Record<string, string>;
  /** The home unless it is given. */
  cwd?: string | undefined;
  stdin?: string | Uint8Array | undefined;
  /** Makes stdout and stderr a terminal of so many columns. */
  columns?: number | undefined;
  onStart?: ((running: Running) => void) | undefined;
  /** How many times faster than the real clock the waits between attempts, readings and polls are: 10 unless given. */
  speed?: number;
}

/** A runtime in which whoever waits waits less: only what a server is given to respond stays as long as it is. */
const runtimeWith = (speed: number): Partial<Environment> => {
  const { monotonic, sleep } = realRuntime();
  return { monotonic: () => monotonic() * speed, sleep: (ms, signal) => sleep(ms / speed, signal) };
};

/** Runs the command line from the sources within this process. */
export async function runInProcess(args: readonly string[], options: RunOptions) {
  const { home, env, cwd = home, onStart, speed = 10 } = options;
  const terminal = options.columns === undefined ? {} : { isTTY: true, columns: options.columns };
  const stream = () => Object.assign(new PassThrough(), terminal);
  const [stdin, stdout, stderr] = [new PassThrough(), stream(), stream()];
  stdin.end(options.stdin ?? '');
  const stop = new AbortController();
  onStart?.({ kill: (signal) => stop.abort(new Stopped(signal)), stderr });
  const texts = Promise.all([text(stdout), text(stderr)]);
  const world = {
    env,
    pid: process.pid,
    cwd,
    home,
    stdin,
    stdout,
    stderr,
    signal: stop.signal,
    runtime: runtimeWith(speed),
    passSignals: () => () => {},
  };
  const code: number | null = await runCli(args, world, new Promise<never>(() => {}));
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, stdout: out, stderr: err };
}
