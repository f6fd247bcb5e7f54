import { VERSION } from '../version.js';
import type { StopSignal } from './exit-codes.js';

const run = async (): Promise<void> => {
  const [{ homedir }, { runCli }, { Stopped }] = await Promise.all([
    import('node:os'),
    import('./run.js'),
    import('./io.js'),
  ]);
  const stop = new AbortController();
  const onSignal = (signal: StopSignal) => {
    // The first one asks; a second one must not be kept waiting by anything.
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
    stop.abort(new Stopped(signal));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  // A reader that goes away (`| head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const { env, pid, stdin, stdout, stderr } = process;
  const world = { env, pid, stdin, stdout, stderr, cwd: process.cwd(), home: homedir(), signal: stop.signal };
  process.exitCode = await runCli(process.argv.slice(2), world);
  process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
};

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  void run();
}
