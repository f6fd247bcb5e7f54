import { homedir } from 'node:os';
import type { StopSignal } from './exit-codes.js';
import { Stopped } from './stopped.js';

const run = async (): Promise<void> => {
  const { runCli } = await import('./run.js');
  const stop = new AbortController();
  const onSignal = (signal: StopSignal) => {
    // The first one asks; a second one must not be kept waiting by anything.
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    stop.abort(new Stopped(signal));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  // Without a listener an output that cannot be written would end the process: whether it matters is said in run.ts.
  const listened = <T extends NodeJS.WriteStream>(stream: T): T =>
    stream.listenerCount('error') > 0 ? stream : stream.on('error', () => {});
  process.exitCode = await runCli(process.argv.slice(2), {
    env: process.env,
    pid: process.pid,
    cwd: process.cwd(),
    home: homedir(),
    signal: stop.signal,
    // Node makes each stream when it is first asked for, which takes milliseconds.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return listened(process.stdout);
    },
    get stderr() {
      return listened(process.stderr);
    },
  });
  process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
};

void run();
